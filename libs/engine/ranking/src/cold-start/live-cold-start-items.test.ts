import { expect, it } from 'vitest';
import type { BorrowedStatistics } from './content-neighbours.js';
import { LiveColdStartItems } from './live-cold-start-items.js';

/** Of all from one item, or half from each of two. */
const borrowedOf = (...items: number[]): BorrowedStatistics => ({
  items: Int32Array.from(items),
  weights: Float32Array.from(items, () => 1 / items.length),
});
const liveOn = (...items: number[]) => ({ items: Int32Array.from(items) });

it('are the newcomers among what is live, those that borrow the most of the last month first', () => {
  const month = Float32Array.of(2, 8, 0, 0, 0, 0, 0);
  // Item 6 is live and was learned.
  const loans = new Map([
    [2, borrowedOf(0)],
    [3, borrowedOf(1)],
    [4, borrowedOf(0, 1)],
    [5, borrowedOf(1)],
  ]);
  const newcomers = new LiveColdStartItems(month, loans);
  const live = liveOn(6, 5, 4, 3);
  expect([...newcomers.of(live, 1)]).toEqual([3, 5, 4]);
  expect([...newcomers.of(liveOn(2), 1)]).toEqual([2]);
  expect([...newcomers.of(liveOn(6), 1)]).toEqual([]);
  // What is borrowed moves on with the statistics.
  month.set([9, 1]);
  loans.set(3, borrowedOf(0));
  expect([...newcomers.of(live, 2)]).toEqual([3, 4, 5]);
});
