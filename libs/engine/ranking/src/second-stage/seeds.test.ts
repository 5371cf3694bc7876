import { InteractionType } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_SEEDS, type Seed, seedItems, withSeeds } from './seeds.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
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

  it('has each item once and no more than count, whatever is asked for; and only the ratios of weights matter', () => {
    const asked = fc.array(fc.record({ item: fc.nat(50), weight: fc.integer({ min: 0, max: 9 }) }), { maxLength: 60 });
    fc.assert(
      fc.property(asked, fc.constantFrom(0.25, 4), (items, factor) => {
        const seeds = items.map(({ item, weight }) => seed(`${item}`, weight));
        const found = seedItems(seeds, Number);
        expect(new Set(found.map(({ item }) => item)).size).toBe(found.length);
        expect(found.length).toBeLessThanOrEqual(MOST_SEEDS);
        expect(found.every(({ weight }) => weight > 0 && weight <= 1)).toBe(true);
        expect(found.map(({ weight }) => weight)).toEqual(found.map(({ weight }) => weight).sort((a, b) => b - a));
        const scaled = seeds.map(({ itemId, weight }) => seed(itemId, factor * weight));
        expect(seedItems(scaled, Number)).toEqual(found);
      }),
    );
  });
});

describe('withSeeds', () => {
  const at = { time: 5, region: 'north' };
  const before = [{ itemId: 'tent', time: 1, region: 'south', type: PURCHASE }];

  it('ends with the seeds at the time of the request, the heaviest last, as the kind of event that the model reads', () => {
    const seeds = [seed('rope', 2), seed('lamp', 1)];
    const kinds = { target: PURCHASE, weights: new Map() };
    expect(withSeeds(before, seeds, at, kinds)).toEqual([
      before[0],
      { itemId: 'lamp', ...at, type: PURCHASE },
      { itemId: 'rope', ...at, type: PURCHASE },
    ]);
    const ofViews = withSeeds([], seeds, at, { ...kinds, weights: new Map([[VIEW, 0.1]]) });
    expect(ofViews.map(({ type }) => type)).toEqual([VIEW, VIEW]);
    expect(withSeeds(before, [], at, kinds)).toEqual(before);
  });
});
