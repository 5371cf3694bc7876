import { describe, expect, it } from 'vitest';
import { type PopularityTable, popularItems } from './popularity.js';

const table: PopularityTable = { global: ['a', 'b', 'c', 'd'], byRegion: { north: ['c', 'x'], empty: [] } };
const ids = (query: Parameters<typeof popularItems>[1]): string =>
  popularItems(table, query)
    .map((i) => i.itemId)
    .join('');

describe('popularItems', () => {
  it('has the region first and then everywhere, without duplicates', () => {
    expect(popularItems(table, { region: 'north', limit: 3 })).toEqual([
      { itemId: 'c', regional: true },
      { itemId: 'x', regional: true },
      { itemId: 'a', regional: false },
    ]);
    expect(ids({ region: 'north', limit: 9 })).toBe('cxabd');
  });

  it('is global for no region, an unknown region and one without sales', () => {
    for (const region of [undefined, 'south', 'empty', 'toString']) expect(ids({ region, limit: 2 })).toBe('ab');
  });

  it('skips excluded items and still fills the limit', () => {
    const exclude = new Set(['a', 'c']);
    expect(ids({ region: 'north', exclude, limit: 3 })).toBe('xbd');
    expect([...exclude]).toEqual(['a', 'c']);
  });
});
