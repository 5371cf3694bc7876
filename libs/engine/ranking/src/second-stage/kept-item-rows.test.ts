import { describe, expect, it } from 'vitest';
import type { BorrowedStatistics } from '../cold-start/content-neighbours.js';
import { ITEM_COLUMNS } from './columns/item-columns.js';
import { fadesOn, ItemStatistics } from './item-statistics.js';
import { KeptItemRows } from './kept-item-rows.js';

const ITEMS = 5;
const COLD_START = 4;

function newTestRows() {
  const sums = new ItemStatistics(ITEMS, []);
  const statistics = sums.state;
  const kept = new KeptItemRows(ITEM_COLUMNS, ITEMS);
  const buy = (item: number, day: number) => sums.add({ item, day, region: 1, gap: 0 });
  /** The row of an item, as it is kept and as one that keeps nothing computes it. */
  const both = (item: number, day: number, neighbours?: BorrowedStatistics) =>
    [kept, new KeptItemRows(ITEM_COLUMNS, ITEMS)].map((rows) => {
      rows.startOn(day, statistics.changes);
      const from = rows.at({ item, levels: [], statistics, fades: fadesOn(day, statistics) }, neighbours);
      return [...rows.values.subarray(from, from + rows.width)];
    });
  return { statistics, buy, both };
}

describe('KeptItemRows', () => {
  it('are those of the day and of the statistics, for any item', () => {
    const { buy, both } = newTestRows();
    const seen = new Set<string>();
    for (const [item, day] of [[0, 3] as const, [1, 3] as const, [0, 5] as const, [0, 5] as const]) {
      buy(item, day);
      for (const asked of [0, 1, 2, 3]) {
        const [found, wanted] = both(asked, day);
        expect(found).toEqual(wanted);
        seen.add(String(found));
      }
      const [later, wanted] = both(item, day + 30);
      expect(later).toEqual(wanted);
      expect(later).not.toEqual(both(item, day)[0]);
    }
    expect(seen.size).toBeGreaterThan(4);
  });

  it('of a cold-start item are borrowed from the neighbours that it has now, and leave its own statistics as they were', () => {
    const { statistics, buy, both } = newTestRows();
    for (let n = 0; n < 9; n++) buy(0, 3);
    buy(1, 3);
    const from = (item: number): BorrowedStatistics => ({ items: Int32Array.of(item), weights: Float32Array.of(1) });
    const [popular, rare] = [both(COLD_START, 3, from(0)), both(COLD_START, 3, from(1))];
    expect([popular[0], rare[0]]).toEqual([both(0, 3)[0], both(1, 3)[0]]);
    expect([popular[1], rare[1]]).toEqual([popular[0], rare[0]]);
    expect(popular[0]).not.toEqual(rare[0]);
    expect(statistics.all[COLD_START]).toBe(0);
  });
});
