import type { Likeness } from '../joint/item-neighbours.js';
import type { ItemStatisticsState } from '../joint/item-statistics.js';
import { borrowed, type Loan } from './lenders.js';

/** What newcomers borrow, and of whom. */
export interface Lending {
  statistics: ItemStatisticsState;
  /** How like the user's own items each item is; absent where that is not told. */
  likeness: readonly (Pick<Likeness, 'scores' | 'nearest'> | undefined)[];
  /** By place. */
  loans: ReadonlyMap<number, Loan>;
}

type Column = Float32Array | Float64Array;

/**
 * Tells the places of newcomers the mean of what is known of their lenders, while `work` runs; afterwards they stand as they
 * did, without a purchase. The statistics move on from day to day, and so does what is borrowed of them.
 */
export function whileLent(
  { statistics, likeness, loans }: Lending,
  places: ArrayLike<number>,
  region: number,
  work: () => void,
): void {
  const newcomers = Array.from(places).filter((place) => loans.has(place));
  if (newcomers.length === 0) {
    work();
    return;
  }
  const { all, windows, repeats, logGaps, logSizes, regions, trends } = statistics;
  const columns = [
    all,
    ...windows,
    repeats,
    logGaps,
    logSizes,
    regions.get(region),
    ...(trends ? [...trends.windows, ...trends.firsts, trends.age, trends.idle] : []),
    ...likeness.flatMap((told) => [told?.scores, told?.nearest]),
  ].filter((column): column is Column => column !== undefined);
  const before = newcomers.map((place) => columns.map((column) => column[place]!));
  for (const place of newcomers) for (const column of columns) column[place] = borrowed(loans.get(place)!, column);
  try {
    work();
  } finally {
    newcomers.forEach((place, n) => {
      columns.forEach((column, c) => {
        column[place] = before[n]![c]!;
      });
    });
  }
}
