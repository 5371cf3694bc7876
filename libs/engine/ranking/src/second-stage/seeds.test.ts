import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Seed, seedItems } from './seeds.js';

const NAMES = ['rope', 'tent', 'lamp'];
const placeOf = (itemId: string): number | undefined => (NAMES.includes(itemId) ? NAMES.indexOf(itemId) : undefined);
const seed = (itemId: string, weight = 1): Seed => ({ itemId, weight });

describe('seedItems', () => {
  it('has known items, the heaviest first, which weighs 1', () => {
    const seeds = [seed('lamp', 2), seed('never heard of', 9), seed('rope', 4), seed('tent', 0)];
    expect(seedItems(seeds, placeOf)).toEqual([
      { item: 0, weight: 1 },
      { item: 2, weight: 0.5 },
    ]);
    expect(seedItems([seed('never heard of')], placeOf)).toEqual([]);
  });

  it('has each item once, whatever is asked for; and only the ratios of weights matter', () => {
    const asked = fc.array(fc.record({ item: fc.nat(50), weight: fc.integer({ min: 0, max: 9 }) }), { maxLength: 60 });
    fc.assert(
      fc.property(asked, fc.constantFrom(0.25, 4), (items, factor) => {
        const seeds = items.map(({ item, weight }) => seed(`${item}`, weight));
        const found = seedItems(seeds, Number);
        expect(new Set(found.map(({ item }) => item)).size).toBe(found.length);
        expect(found.every(({ weight }) => weight > 0 && weight <= 1)).toBe(true);
        expect(found.map(({ weight }) => weight)).toEqual(found.map(({ weight }) => weight).sort((a, b) => b - a));
        const scaled = seeds.map(({ itemId, weight }) => seed(itemId, factor * weight));
        expect(seedItems(scaled, Number)).toEqual(found);
      }),
    );
  });
});
