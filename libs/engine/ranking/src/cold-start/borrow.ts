import { type BorrowedStatistics, borrowed } from './content-neighbours.js';

/** What is known of items, one value each. */
export type ItemColumn = Float32Array | Float64Array;

/** What newcomers borrow, and of whom. */
export interface Borrowing {
  columns: readonly ItemColumn[];
  /** By place. */
  loans: ReadonlyMap<number, BorrowedStatistics>;
}

/**
 * Tells the places of newcomers the mean of what is known of their lenders, while `work` runs; afterwards they stand as they
 * did, without a purchase. The statistics move on from day to day, and so does what is borrowed of them.
 */
export function whileLent({ columns, loans }: Borrowing, places: ArrayLike<number>, work: () => void): void {
  const newcomers = Array.from(places).filter((place) => loans.has(place));
  if (newcomers.length === 0) {
    work();
    return;
  }
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
