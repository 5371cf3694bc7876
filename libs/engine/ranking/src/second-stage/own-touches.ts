import type { GroupsTouched } from './group-names.js';
import { GroupTouches } from './group-touches.js';
import type { OwnTimedEvent } from './own-evidence.js';
import { MOST_SEEDS, type SeedItem } from './seeds.js';

/** Days in which the weight of a touch falls to 1/e. */
const TOUCH_DECAY = 7;
/** Most distinct items: the latest. */
export const MOST_TOUCHED = 10;
/** An item touched before so many others weighs 1/e. */
const RANK_DECAY = 4;

const DAY_MS = 86_400_000;

/**
 * What one user touched last, by an event of any kind: what they are about at present. Items are distinct, the latest first; an item
 * weighs less the more others were touched since, and the longer ago it was. So do groups that were touched without an item, of the
 * finest level.
 */
export class OwnTouches {
  readonly items = new Int32Array(Math.max(MOST_TOUCHED, MOST_SEEDS));
  readonly weights = new Float64Array(this.items.length);
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

  /**
   * @param events Of one user, of every kind, oldest first, none after `now` (ms). @param without An item that is passed over.
   * @param browsed What the user touched without an item, oldest first, none after `now`.
   */
  read(events: readonly OwnTimedEvent[], now: number, without?: number, browsed: readonly GroupsTouched[] = []): void {
    this.#clear();
    let left = browsed.length;
    const nextWeight = (time: number): number =>
      Math.exp(-(now - time) / DAY_MS / TOUCH_DECAY - (this.size + browsed.length - left) / RANK_DECAY);
    const browseSince = (time: number): void => {
      for (; left > 0 && browsed[left - 1]!.time >= time; left--) {
        const touched = browsed[left - 1]!;
        const weight = nextWeight(touched.time);
        for (const group of touched.groups) this.groups[0]?.add(group, weight);
      }
    };
    for (const { item, time } of this.latest(events, MOST_TOUCHED, without)) {
      browseSince(time);
      this.#add(item, nextWeight(time));
    }
    browseSince(Number.NEGATIVE_INFINITY);
  }

  /** Has the first seeds of a list in place of what the user touched. @param without A seed that is passed over. */
  readSeeds(seeds: readonly SeedItem[], without?: number): void {
    this.#clear();
    for (const { item, weight } of seeds.filter((seed) => seed.item !== without).slice(0, MOST_SEEDS)) {
      this.#add(item, weight);
    }
  }

  /** The latest event of each item, the latest first, of at most `count` items. */
  latest(events: readonly OwnTimedEvent[], count: number, without?: number): OwnTimedEvent[] {
    const found: OwnTimedEvent[] = [];
    for (let n = events.length - 1; n >= 0 && found.length < count; n--) {
      const event = events[n]!;
      if (event.item === without || this.neverChosen.has(event.item)) continue;
      if (!found.some(({ item }) => item === event.item)) found.push(event);
    }
    return found;
  }

  #clear(): void {
    this.size = 0;
    for (const { groups } of this.groups) groups.clear();
  }

  #add(item: number, weight: number): void {
    this.items[this.size] = item;
    this.weights[this.size++] = weight;
    this.levels.forEach((level, l) => {
      this.groups[l]!.add(level[item]!, weight);
    });
  }
}
