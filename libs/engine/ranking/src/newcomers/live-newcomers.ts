import { type ItemStatisticsState, MONTH } from '../joint/item-statistics.js';
import type { LiveSignals } from '../joint/joint-features.js';
import { borrowed, type Loan } from './lenders.js';

interface Sorted {
  morning: number;
  items: Int32Array;
}

/** Newcomers that have a live signal, such as a promotion: a shop that promotes what is new means it to be found. */
export class LiveNewcomers {
  /** By what is live in a region, which stays the same object while nothing changes there. */
  private readonly sorted = new WeakMap<LiveSignals, Sorted>();

  constructor(
    private readonly statistics: Pick<ItemStatisticsState, 'windows'>,
    private readonly loans: ReadonlyMap<number, Loan>,
  ) {}

  /** The most popular first, by what they borrow of the last month. @param morning Local day that the statistics stand on. */
  of(live: LiveSignals, morning: number): Int32Array {
    const known = this.sorted.get(live);
    if (known?.morning === morning) return known.items;
    const counts = this.statistics.windows[MONTH]!;
    const popularity = new Map<number, number>();
    for (const item of live.items) {
      const loan = this.loans.get(item);
      if (loan) popularity.set(item, borrowed(loan, counts));
    }
    const items = Int32Array.from(popularity.keys()).sort((a, b) => popularity.get(b)! - popularity.get(a)! || a - b);
    this.sorted.set(live, { morning, items });
    return items;
  }
}
