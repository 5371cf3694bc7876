import { groupCount } from './group-count.js';

/** Days of the windows, besides `WINDOWS`, in which purchases and first purchases are counted. */
export const TREND_WINDOWS = [1, 14] as const;
export const FIRST_WINDOWS = [7, 28, 91] as const;
/** Place in `FIRST_WINDOWS`. */
export const FIRST_MONTH = 1;

/** What all users try at present: I items, G groups a level. */
export interface ItemTrendState {
  /** Purchases within each of `TREND_WINDOWS`, [I] each. */
  windows: Float32Array[];
  /** Purchases by someone who never had the item before, within each of `FIRST_WINDOWS`, [I] each. */
  firsts: Float32Array[];
  /** The month's such purchases of groups, by level, [G] each. */
  groupFirsts: Float32Array[];
  /** Days from the item's first and its last purchase to the morning; -1 for none. [I] */
  age: Float32Array;
  idle: Float32Array;
}

/** N purchases in ascending order of day. */
export interface PurchaseSequence {
  length: number;
  day(n: number): number;
  item(n: number): number;
  /** Whether its user never had the item before. */
  first(n: number): boolean;
}

/** Counts first purchases day by day, on the same mornings as `ItemStatistics`. */
export class ItemTrends implements ItemTrendState {
  readonly windows: Float32Array[];
  readonly firsts: Float32Array[];
  readonly groupFirsts: Float32Array[];
  readonly age: Float32Array;
  readonly idle: Float32Array;
  readonly #firstDay: Int32Array;
  readonly #lastDay: Int32Array;
  #entered = 0;
  #morning = Number.NEGATIVE_INFINITY;
  readonly #left = [...TREND_WINDOWS, ...FIRST_WINDOWS].map(() => 0);

  constructor(
    private readonly purchases: PurchaseSequence,
    items: number,
    private readonly levels: readonly Int32Array[],
  ) {
    this.windows = TREND_WINDOWS.map(() => new Float32Array(items));
    this.firsts = FIRST_WINDOWS.map(() => new Float32Array(items));
    this.groupFirsts = levels.map((level) => new Float32Array(groupCount(level)));
    this.age = new Float32Array(items).fill(-1);
    this.idle = new Float32Array(items).fill(-1);
    this.#firstDay = new Int32Array(items);
    this.#lastDay = new Int32Array(items);
  }

  /** Moves on to the morning of `day`; days never go back. */
  advanceTo(day: number): void {
    // Many sessions share a morning, and this goes over every item.
    if (day === this.#morning) return;
    this.#morning = day;
    const { purchases, age, idle } = this;
    const firstDay = this.#firstDay;
    const lastDay = this.#lastDay;
    for (; this.#entered < purchases.length && purchases.day(this.#entered) < day; this.#entered++) {
      const item = purchases.item(this.#entered);
      if (age[item]! < 0) {
        firstDay[item] = purchases.day(this.#entered);
        age[item] = 0;
      }
      lastDay[item] = purchases.day(this.#entered);
      this.#count(this.#entered, item, 1);
    }
    [...TREND_WINDOWS, ...FIRST_WINDOWS].forEach((days, w) => {
      let at = this.#left[w]!;
      for (; at < this.#entered && purchases.day(at) < day - days; at++) this.#count(at, purchases.item(at), -1, w);
      this.#left[w] = at;
    });
    for (let item = 0; item < age.length; item++) {
      if (age[item]! < 0) continue;
      age[item] = day - firstDay[item]!;
      idle[item] = day - lastDay[item]!;
    }
  }

  /** @param only Number of the window, of all windows in a row, that the purchase leaves; absent: all. */
  #count(purchase: number, item: number, by: number, only?: number): void {
    this.windows.forEach((counts, w) => {
      if (only === undefined || only === w) counts[item]! += by;
    });
    if (!this.purchases.first(purchase)) return;
    this.firsts.forEach((counts, f) => {
      if (only !== undefined && only !== TREND_WINDOWS.length + f) return;
      counts[item]! += by;
      if (f !== FIRST_MONTH) return;
      this.levels.forEach((level, l) => {
        if (level[item]! >= 0) this.groupFirsts[l]![level[item]!]! += by;
      });
    });
  }
}
