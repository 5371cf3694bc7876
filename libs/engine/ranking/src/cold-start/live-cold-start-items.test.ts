import { expect, it } from 'vitest';
import type { BorrowedStatistics } from './content-neighbours.js';
import { LiveColdStartItems } from './live-cold-start-items.js';

/** All from one item, or half from each of two. */
const borrowedOf = (...items: number[]): BorrowedStatistics => ({
  items: Int32Array.from(items),
  weights: Float32Array.from(items, () => 1 / items.length),
});
const liveOn = (...items: number[]) => ({ items: Int32Array.from(items) });

it('are the cold-start items among the live ones, those that borrow the most purchases of the last month first', () => {
  const month = Float64Array.of(2, 8, 0, 0, 0, 0, 0);
  // Item 6 is live and was learned.
  const borrowed = new Map([
    [2, borrowedOf(0)],
    [3, borrowedOf(1)],
    [4, borrowedOf(0, 1)],
    [5, borrowedOf(1)],
  ]);
  const coldStartItems = new LiveColdStartItems(month, borrowed);
  const live = liveOn(6, 5, 4, 3);
  expect([...coldStartItems.find(live, 1)]).toEqual([3, 5, 4]);
  expect([...coldStartItems.find(liveOn(2), 1)]).toEqual([2]);
  expect([...coldStartItems.find(liveOn(6), 1)]).toEqual([]);
  // Borrowed statistics change with the statistics.
  month.set([9, 1]);
  borrowed.set(3, borrowedOf(0));
  expect([...coldStartItems.find(live, 2)]).toEqual([3, 4, 5]);
});
