import { GroupTouches } from './group-touches.js';
import type { OwnTimedEvent } from './own-evidence.js';

/** Days in which the weight of a touch falls to 1/e. */
const TOUCH_DECAY = 7;
/** Most distinct items: the latest. */
const MOST_TOUCHED = 10;
/** An item touched before so many others weighs 1/e. */
const RANK_DECAY = 4;

const DAY_MS = 86_400_000;

/**
 * What one user touched last, by an event of any kind: what they are about at present. Items are distinct, the latest first; an item
 * weighs less the more others were touched since, and the longer ago it was.
 */
export class OwnTouches {
  readonly items = new Int32Array(MOST_TOUCHED);
  readonly weights = new Float64Array(MOST_TOUCHED);
  size = 0;
  readonly groups: readonly GroupTouches[];

  /**
   * @param levels Group of each item by level, [I] each, -1 for none.
   * @param neverChosen Items whose touches say nothing: everybody looks at them.
   */
  constructor(
    private readonly levels: readonly Int32Array[],
    private readonly neverChosen: ReadonlySet<number> = new Set(),
  ) {
    this.groups = levels.map(() => new GroupTouches());
  }

  /** @param events Of one user, of every kind, oldest first, none after `now` (ms). */
  read(events: readonly OwnTimedEvent[], now: number): void {
    this.size = 0;
    for (const group of this.groups) group.clear();
    for (let n = events.length - 1; n >= 0 && this.size < MOST_TOUCHED; n--) {
      const { item, time } = events[n]!;
      if (this.neverChosen.has(item) || this.items.subarray(0, this.size).includes(item)) continue;
      const age = (now - time) / DAY_MS;
      const weight = Math.exp(-age / TOUCH_DECAY - this.size / RANK_DECAY);
      this.items[this.size] = item;
      this.weights[this.size++] = weight;
      this.levels.forEach((level, l) => {
        this.groups[l]!.add(level[item]!, weight);
      });
    }
  }
}
