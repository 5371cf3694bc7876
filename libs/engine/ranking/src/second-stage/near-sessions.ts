import { BestItems } from '../best-items.js';
import { atLeast, NumberedKeys } from './numbered-keys.js';
import type { SessionIndex } from './session-index.js';

/** Items that follow within so many come soon after. */
const SOON = 5;

/**
 * What others met in the sessions that are most like the current one, and in those with its last item. Values are by number of the
 * item; place 0 stands for items that are in none of them.
 */
export class NearSessions {
  readonly found = new NumberedKeys();
  /** Sum of the nearness of the sessions with the item, as a share of the highest; the same, less the further it is from what is shared. */
  like = new Float64Array(64);
  near = new Float64Array(64);
  /** Of the sessions with the last item: the cosine, and how often the item comes soon after it. */
  withLast = new Float64Array(64);
  soon = new Float64Array(64);
  #session: readonly number[] = [];

  /** @param session Distinct items, the one that was met last last. Without one nothing is found. */
  read(index: SessionIndex, session: readonly number[]): void {
    this.found.clear();
    this.#session = session;
    const last = session.at(-1);
    if (last === undefined) return;
    this.#readNearest(index, session);
    this.#readLast(index, last);
  }

  /** Items that others met, the best first, without those of the session. */
  best(count: number): Int32Array {
    // Most shops know nothing of sessions.
    if (this.found.size === 0) return new Int32Array(0);
    const best = new BestItems(count);
    const own = new Set(this.#session);
    const { keys, size } = this.found;
    for (let n = 1; n <= size; n++) {
      const score = this.like[n]! + this.near[n]! + this.soon[n]!;
      if (!own.has(keys[n]!) && score > 0 && best.takes(score, keys[n]!)) best.put(score, keys[n]!);
    }
    const found = new Int32Array(best.size);
    best.drainTo(found, 0);
    return found;
  }

  #readNearest(index: SessionIndex, session: readonly number[]): void {
    const { offsets, items } = index.sessions;
    const places = new Map(session.map((item, place) => [item, place + 1]));
    const { sessions, nearness } = index.nearest(places);
    sessions.forEach((other, n) => {
      const [from, to] = [offsets[other]!, offsets[other + 1]!];
      let [latest, shared] = [0, from];
      for (let at = from; at < to; at++) {
        const place = places.get(items[at]!) ?? 0;
        if (place > latest) [latest, shared] = [place, at];
      }
      for (let at = from; at < to; at++) {
        const number = this.#numberOf(items[at]!);
        this.like[number]! += nearness[n]!;
        this.near[number]! += nearness[n]! / (1 + Math.abs(at - shared));
      }
    });
    asShares(this.like, this.found.size);
    asShares(this.near, this.found.size);
  }

  #readLast(index: SessionIndex, last: number): void {
    const { offsets, items } = index.sessions;
    const sessions = index.latestOf(last);
    for (const session of sessions) {
      const [from, to] = [offsets[session]!, offsets[session + 1]!];
      let place = from;
      while (items[place] !== last) place++;
      for (let at = from; at < to; at++) {
        const number = this.#numberOf(items[at]!);
        this.withLast[number]!++;
        if (at > place && at <= place + SOON) this.soon[number]! += 1 / (at - place);
      }
    }
    const { keys, size } = this.found;
    for (let n = 1; n <= size; n++) {
      this.withLast[n]! /= Math.sqrt(Math.max(1, sessions.length * index.countOf(keys[n]!)));
      this.soon[n]! /= Math.max(1, sessions.length);
    }
  }

  #numberOf(item: number): number {
    const { size } = this.found;
    const number = this.found.add(item);
    if (number <= size) return number;
    for (const name of ['like', 'near', 'withLast', 'soon'] as const) {
      this[name] = atLeast(this[name], number + 1);
      this[name][number] = 0;
    }
    return number;
  }
}

/** Divides the values of numbers 1 to `size` by the highest. */
function asShares(values: Float64Array, size: number): void {
  let most = 0;
  for (let n = 1; n <= size; n++) most = Math.max(most, values[n]!);
  if (most > 0) for (let n = 1; n <= size; n++) values[n]! /= most;
}
