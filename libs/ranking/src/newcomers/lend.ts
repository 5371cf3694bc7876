import type { ItemStatisticsState } from '../joint/item-statistics.js';
import { borrowed, type Loan } from './lenders.js';

/** What newcomers borrow, and of whom. */
export interface Lending {
  statistics: ItemStatisticsState;
  /** [I] how like the user's own items each item is; absent where that is not told. */
  like: Float64Array | undefined;
  /** By place. */
  loans: ReadonlyMap<number, Loan>;
}

/**
 * Tells the places of newcomers the mean of what is known of their lenders, while `work` runs; afterwards they have had no
 * purchases again, as is true. The statistics move on from day to day, and so does what is borrowed of them.
 */
export function whileLent(
  { statistics, like, loans }: Lending,
  places: ArrayLike<number>,
  region: number,
  work: () => void,
): void {
  const { all, windows, repeats, logGaps, logSizes, regions } = statistics;
  const regional = regions.get(region);
  const columns = [
    all,
    ...windows,
    repeats,
    logGaps,
    logSizes,
    ...(regional ? [regional] : []),
    ...(like ? [like] : []),
  ];
  const newcomers = Array.from(places).filter((place) => loans.has(place));
  for (const place of newcomers) for (const column of columns) column[place] = borrowed(loans.get(place)!, column);
  try {
    work();
  } finally {
    for (const place of newcomers) for (const column of columns) column[place] = 0;
  }
}
