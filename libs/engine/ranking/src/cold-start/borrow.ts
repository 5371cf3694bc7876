import { type BorrowedStatistics, borrowedMean } from './content-neighbours.js';

/**
 * While `work` runs, the place of a cold-start item holds the mean of its neighbours' statistics. Afterwards it holds what it did before.
 * @param columns One value an item each.
 */
export function whileBorrowing(
  columns: readonly Float64Array[],
  place: number,
  borrowed: BorrowedStatistics,
  work: () => void,
): void {
  const before = columns.map((column) => column[place]!);
  for (const column of columns) column[place] = borrowedMean(borrowed, (item) => column[item]!);
  try {
    work();
  } finally {
    columns.forEach((column, c) => {
      column[place] = before[c]!;
    });
  }
}
