import { type BorrowedStatistics, borrowed } from './content-neighbours.js';

interface Sorted {
  morning: number;
  items: Int32Array;
}

/** Items with a live signal. */
interface LiveItems {
  items: Int32Array;
}

/** Cold-start items that have a live signal, such as a promotion: a shop that promotes what is new means it to be found. */
export class LiveColdStartItems {
  /** By what is live in a region, which stays the same object while nothing changes there. */
  readonly #sorted = new WeakMap<LiveItems, Sorted>();

  /** @param counts Purchases of each item in the last month; they move on with the mornings. */
  constructor(
    private readonly counts: Float32Array,
    private readonly loans: ReadonlyMap<number, BorrowedStatistics>,
  ) {}

  /** The most popular first, by what they borrow of the last month. @param morning Local day that the statistics stand on. */
  of(live: LiveItems, morning: number): Int32Array {
    const known = this.#sorted.get(live);
    if (known?.morning === morning) return known.items;
    const popularity = new Map<number, number>();
    for (const item of live.items) {
      const loan = this.loans.get(item);
      if (loan) popularity.set(item, borrowed(loan, this.counts));
    }
    const items = Int32Array.from(popularity.keys()).sort((a, b) => popularity.get(b)! - popularity.get(a)! || a - b);
    this.#sorted.set(live, { morning, items });
    return items;
  }
}
