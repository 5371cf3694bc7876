import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PURCHASE_DECAYS } from '../second-stage/item-statistics.js';
import { SparseCounts } from '../second-stage/sparse-counts.js';
import { bestSellers, trending } from './sales-lists.js';

/** Sums of items that sell so many pieces on each of the last 2,000 days, and then in the last three days on top. */
function salesOf(items: readonly { daily: number; lately: number }[]) {
  const purchases = PURCHASE_DECAYS.map((days) =>
    Float64Array.from(items, ({ daily, lately }) => {
      let sum = 0;
      for (let age = 0; age < 2_000; age++) sum += (daily + (age < 3 ? lately : 0)) * Math.exp(-age / days);
      return sum;
    }),
  );
  return { purchases };
}

const idsOf = (list: readonly { item: number }[]): number[] => list.map(({ item }) => item);

describe('bestSellers', () => {
  it('are by the purchases of the window, without what does not sell', () => {
    const sales = salesOf([
      { daily: 5, lately: 0 },
      { daily: 0, lately: 0 },
      { daily: 3, lately: 20 },
    ]);
    expect(idsOf(bestSellers(sales, 1))).toEqual([2, 0]);
    expect(idsOf(bestSellers(sales, 91))).toEqual([0, 2]);
    expect(() => bestSellers(sales, 5)).toThrow(RangeError);
  });

  it('of a region are by its own purchases', () => {
    const inRegion = new SparseCounts();
    inRegion.set(1, 2);
    inRegion.set(0, 1);
    const sales = salesOf([
      { daily: 5, lately: 0 },
      { daily: 1, lately: 0 },
      { daily: 9, lately: 0 },
    ]);
    expect(idsOf(bestSellers(sales, 7, inRegion))).toEqual([1, 0]);
  });
});

describe('trending', () => {
  it('is what sells more than it used to, not what always sells', () => {
    const sales = salesOf([
      { daily: 1_000, lately: 0 },
      { daily: 2, lately: 10 },
      { daily: 100, lately: 10 },
      { daily: 0, lately: 0 },
    ]);
    for (const days of [1, 3, 7]) expect(idsOf(trending(sales, days))[0]).toBe(1);
    expect(idsOf(trending(sales, 7))).not.toContain(3);
  });

  it('has nothing where all items sell evenly, however much', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10_000, noNaN: true })),
        fc.constantFrom(...PURCHASE_DECAYS),
        (each, days) => {
          expect(trending(salesOf(each.map((daily) => ({ daily, lately: 0 }))), days)).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('in a region is of what sells there', () => {
    const inRegion = new SparseCounts();
    inRegion.set(0, 1);
    const sales = salesOf([
      { daily: 1, lately: 9 },
      { daily: 1, lately: 90 },
      { daily: 1_000, lately: 0 },
    ]);
    expect(idsOf(trending(sales, 7, inRegion))).toEqual([0]);
  });
});
