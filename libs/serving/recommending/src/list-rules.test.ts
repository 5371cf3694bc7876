import { DiversityMethod, type Filter, matchesFilter } from '@stars/contracts';
import { EXPLORATION_CANDIDATES, poolSize } from '@stars/ranking';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterWithout, listRules, newRandom } from './list-rules.js';

const { DIVERSITY_METHOD_DPP: DPP, DIVERSITY_METHOD_MMR: MMR, DIVERSITY_METHOD_UNSPECIFIED: NONE } = DiversityMethod;
const spread = { method: NONE, strength: 0.3, relevanceBudget: undefined };
const explored = { places: 2, rate: 0.1, candidates: 0, seed: undefined };

describe('listRules', () => {
  it('is no rule if a request has none, or one that does nothing', () => {
    const none = { caps: [] };
    expect(listRules({ diversity: undefined, categoryCaps: [] })).toEqual(none);
    expect(listRules({ diversity: { ...spread, strength: 0 }, categoryCaps: [] })).toEqual(none);
    const coverage = { places: 0, penalty: 0.4, within: 100 };
    expect(listRules({ diversity: undefined, categoryCaps: [], coverage })).toEqual(none);
    for (const exploration of [
      { ...explored, places: 0 },
      { ...explored, rate: 0 },
    ]) {
      expect(listRules({ diversity: undefined, categoryCaps: [], exploration })).toEqual(none);
    }
  });

  it('uses defaults for what a request leaves open, and keeps a budget of 0', () => {
    const of = (diversity: typeof spread | { method: DiversityMethod; strength: number; relevanceBudget: number }) =>
      listRules({ diversity, categoryCaps: [] }).diversity;
    expect(of(spread)).toEqual({ method: 'mmr', strength: 0.3, relevanceBudget: 0.05 });
    expect(of({ method: MMR, strength: 1, relevanceBudget: 0 })).toEqual({
      method: 'mmr',
      strength: 1,
      relevanceBudget: 0,
    });
    expect(of({ ...spread, method: DPP })!.method).toBe('dpp');
    const draws = (candidates: number) =>
      listRules({ diversity: undefined, categoryCaps: [], exploration: { ...explored, candidates } }).exploration;
    expect(draws(0)).toEqual({ places: 2, rate: 0.1, candidates: EXPLORATION_CANDIDATES });
    expect(draws(3)!.candidates).toBe(3);
    const covers = (coverage: { places: number; penalty: number | undefined; within: number }) =>
      listRules({ diversity: undefined, categoryCaps: [], coverage }).coverage;
    expect(covers({ places: 2, penalty: undefined, within: 0 })).toEqual({ places: 2, penalty: 0.4, within: 100 });
    expect(covers({ places: 2, penalty: 0, within: 30 })).toEqual({ places: 2, penalty: 0, within: 30 });
  });

  it('distinguishes a cap of the broadest level from one of the finest', () => {
    const { caps } = listRules({
      diversity: undefined,
      categoryCaps: [
        { level: 0, items: 2 },
        { level: undefined, items: 1 },
      ],
    });
    expect(caps).toEqual([
      { field: 'category', items: 2, level: 0 },
      { field: 'category', items: 1 },
    ]);
    expect(caps[1]).not.toHaveProperty('level');
  });

  it('never ranks fewer than are shown', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const rules = fc.record({
      diversity: fc.option(fc.record({ method: fc.constantFrom(NONE, DPP), strength: share, relevanceBudget: share }), {
        nil: undefined,
      }),
      categoryCaps: fc.array(fc.record({ level: fc.constantFrom(0, undefined), items: fc.integer({ min: 1 }) })),
      exploration: fc.option(
        fc.record({ places: fc.nat(9), rate: share, candidates: fc.nat(9), seed: fc.constant(undefined) }),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 1000 }), (given, shown) => {
        expect(poolSize(shown, listRules(given))).toBeGreaterThanOrEqual(shown);
      }),
    );
  });
});

describe('newRandom', () => {
  it('draws the same for the same seed, 0 included, and differently without one', () => {
    const drawn = (seed: number) => Array.from({ length: 5 }, newRandom(seed));
    expect(drawn(0)).toEqual(drawn(0));
    expect(drawn(0)).not.toEqual(drawn(1));
    expect(newRandom(undefined)).toBe(Math.random);
  });
});

describe('filterWithout', () => {
  const fullOf = (value: string) => ({ field: 'category', value });
  const item = (category: string[], brand = 'Farm') => ({ itemId: 'i', category, brand, attributes: {}, regions: {} });
  const farm: Filter = { expression: { $case: 'in', value: { field: 'brand', values: ['Farm'] } } };

  it('leaves out items with one of the categories at any level', () => {
    const filter = filterWithout(undefined, [fullOf('fruit'), fullOf('drinks')]);
    expect(matchesFilter(filter, item(['grocery', 'fruit']))).toBe(false);
    expect(matchesFilter(filter, item(['drinks', 'juice']))).toBe(false);
    expect(matchesFilter(filter, item(['grocery', 'bread']))).toBe(true);
    expect(matchesFilter(filter, item([]))).toBe(true);
  });

  it('is combined with the filter of the request', () => {
    const filter = filterWithout(farm, [fullOf('fruit')]);
    expect(matchesFilter(filter, item(['bread']))).toBe(true);
    expect(matchesFilter(filter, item(['bread'], 'Mill'))).toBe(false);
    expect(matchesFilter(filter, item(['fruit']))).toBe(false);
  });
});
