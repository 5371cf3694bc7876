import { type BorrowedStatistics, borrowedMean } from './content-neighbours.js';

interface Sorted {
  morning: number;
  items: Int32Array;
}

/** Items with a live signal. */
interface LiveItems {
  items: Int32Array;
}

/** Cold-start items with a live signal, such as a promotion: a shop that promotes a new item wants it to be found. */
export class LiveColdStartItems {
  /** By the live items of a region, which stay the same object while nothing changes. */
  readonly #sorted = new WeakMap<LiveItems, Sorted>();

  /** @param counts Purchases of each item in the last month; they move on with the mornings. */
  constructor(
    private readonly counts: Float64Array,
    private readonly borrowed: ReadonlyMap<number, BorrowedStatistics>,
  ) {}

  /** The most popular first, by the purchases of the last month that they borrow. @param morning Local day of the statistics. */
  find(live: LiveItems, morning: number): Int32Array {
    const known = this.#sorted.get(live);
    if (known?.morning === morning) return known.items;
    const popularity = new Map<number, number>();
    for (const item of live.items) {
      const neighbours = this.borrowed.get(item);
      if (neighbours)
        popularity.set(
          item,
          borrowedMean(neighbours, (other) => this.counts[other]!),
        );
    }
    const items = Int32Array.from(popularity.keys()).sort((a, b) => popularity.get(b)! - popularity.get(a)! || a - b);
    this.#sorted.set(live, { morning, items });
    return items;
  }
}
