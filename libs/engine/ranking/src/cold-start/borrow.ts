import type { SparseCounts } from '../second-stage/sparse-counts.js';
import { type BorrowedStatistics, borrowedMean } from './content-neighbours.js';

/** What is known of items, one value each. */
export type ItemColumn = Float32Array | Float64Array;

/** The statistics that cold-start items borrow, and the neighbours that they borrow from. */
export interface Borrowing {
  columns: readonly ItemColumn[];
  /** Purchases in the region of the request; absent if there were none. */
  ofRegion?: SparseCounts | undefined;
  /** By place of the cold-start item. */
  borrowed: ReadonlyMap<number, BorrowedStatistics>;
}

/**
 * While `work` runs, the places of cold-start items hold the mean of their neighbours' statistics. Afterwards they hold what they
 * did before. Statistics change from day to day, and so do the borrowed ones.
 */
export function whileBorrowing(
  { columns, ofRegion, borrowed }: Borrowing,
  places: ArrayLike<number>,
  work: () => void,
): void {
  const coldStart = Array.from(places).filter((place) => borrowed.has(place));
  if (coldStart.length === 0) {
    work();
    return;
  }
  const before = coldStart.map((place) => columns.map((column) => column[place]!));
  for (const place of coldStart) {
    const neighbours = borrowed.get(place)!;
    for (const column of columns) column[place] = borrowedMean(neighbours, (item) => column[item]!);
    ofRegion?.set(
      place,
      borrowedMean(neighbours, (item) => ofRegion.get(item)),
    );
  }
  try {
    work();
  } finally {
    coldStart.forEach((place, n) => {
      columns.forEach((column, c) => {
        column[place] = before[n]![c]!;
      });
      ofRegion?.set(place, 0);
    });
  }
}
