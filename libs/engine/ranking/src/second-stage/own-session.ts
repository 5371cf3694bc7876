import { atLeast, NumberedKeys } from './numbered-keys.js';
import type { OwnTimedEvent } from './own-evidence.js';
import { MOST_SESSION_ITEMS } from './session-index.js';
import { SESSION_PAUSE_MS } from './session-pause.js';

/** Most events of a session that are read: the latest. */
const MOST_EVENTS = 200;
/** Longer than this (ms) nobody looks at one page: they went away. */
const LONGEST_LOOK_MS = 600_000;

/** What a user did in their last session, item by item. Arrays are by number of the item; place 0 stands for items that are not in it. */
export class OwnSession {
  readonly items = new NumberedKeys();
  /** How many other items were met since; how often the user came to the item; seconds that they looked at it. */
  since = new Float64Array(64);
  visits = new Float64Array(64);
  seconds = new Float64Array(64);
  /** 1 if the user took the item, and did nothing with it since. */
  taken = new Float64Array(64);
  /** Distinct items, the one that was met last last. */
  inOrder: number[] = [];

  /**
   * @param events Of one user, of every kind, oldest first. @param takes Whether an event that the model predicts ends the interest in an
   * item: where to look is all that people do, it does not. @param without An item that is passed over.
   */
  read(events: readonly OwnTimedEvent[], takes: boolean, without?: number): void {
    this.items.clear();
    const order = new Set<number>();
    let before: OwnTimedEvent | undefined;
    for (let at = sessionStart(events); at < events.length; at++) {
      const event = events[at]!;
      if (event.item === without) continue;
      const number = this.#add(event.item);
      if (before?.item !== event.item) {
        this.visits[number]!++;
        order.delete(event.item);
        order.add(event.item);
      }
      // How long the last one is looked at is not known yet.
      const until = events[at + 1]?.time ?? event.time;
      this.seconds[number]! += Math.min(LONGEST_LOOK_MS, until - event.time) / 1000;
      this.taken[number] = takes && event.target ? 1 : 0;
      before = event;
    }
    this.inOrder = [...order].slice(-MOST_SESSION_ITEMS);
    this.inOrder.forEach((item, n) => {
      this.since[this.items.numberOf(item)] = this.inOrder.length - 1 - n;
    });
  }

  #add(item: number): number {
    const { size } = this.items;
    const number = this.items.add(item);
    if (number > size) {
      for (const name of ['since', 'visits', 'seconds', 'taken'] as const) {
        this[name] = atLeast(this[name], number + 1);
        this[name][number] = 0;
      }
      this.since[number] = MOST_SESSION_ITEMS;
    }
    return number;
  }
}

/** The first event of the last session. @param events Oldest first. */
function sessionStart(events: readonly Pick<OwnTimedEvent, 'time'>[]): number {
  let at = events.length - 1;
  while (at > 0 && events[at]!.time - events[at - 1]!.time <= SESSION_PAUSE_MS && events.length - at < MOST_EVENTS)
    at--;
  return Math.max(0, at);
}
