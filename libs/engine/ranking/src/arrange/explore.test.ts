import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explore } from './explore.js';
import { seededRandom } from './seeded-random.js';

const ranked = Array.from({ length: 12 }, (_, place) => place);

describe('explore', () => {
  it('leaves the places before to the ranking, and takes no item from too deep', () => {
    const asked = fc.record({
      n: fc.nat(30),
      k: fc.integer({ min: 1, max: 20 }),
      places: fc.nat(20),
      rate: fc.double({ min: 0, max: 1, noNaN: true }),
      candidates: fc.integer({ min: 1, max: 15 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(asked, ({ n, k, seed, ...rule }) => {
        const items = ranked.concat(ranked.map((item) => item + 12)).slice(0, n);
        const list = explore(items, k, rule, seededRandom(seed));
        expect(list).toHaveLength(Math.min(items.length, k));
        expect(new Set(list.map(({ item }) => item)).size).toBe(list.length);
        list.forEach(({ item, propensity }, place) => {
          if (place < k - rule.places) expect({ item, propensity }).toEqual({ item: place, propensity: 1 });
          expect(item).toBeLessThan(k + rule.candidates - 1);
          expect(propensity).toBeGreaterThan(0);
          expect(propensity).toBeLessThanOrEqual(1);
        });
        expect(explore(items, k, rule, seededRandom(seed))).toEqual(list);
      }),
    );
  });

  it('logs the propensities that lists really have', () => {
    const rule = { places: 2, rate: 0.4, candidates: 3 };
    const runs = 40_000;
    const random = seededRandom(5);
    const seen = new Map<string, { count: number; probability: number }>();
    for (let run = 0; run < runs; run++) {
      const list = explore(ranked, 4, rule, random);
      const key = list.map(({ item }) => item).join();
      const probability = list.reduce((product, { propensity }) => product * propensity, 1);
      const known = seen.get(key);
      if (known) expect(known.probability).toBeCloseTo(probability, 12);
      seen.set(key, { count: (known?.count ?? 0) + 1, probability });
    }
    // Three for the third place, then three for the fourth; together they have probability 1.
    expect(seen.size).toBe(9);
    expect([...seen.values()].reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
    for (const { count, probability } of seen.values()) {
      const deviation = Math.sqrt((probability * (1 - probability)) / runs);
      expect(Math.abs(count / runs - probability)).toBeLessThan(5 * deviation);
    }
  });

  it('draws only what may be placed', () => {
    const even = (item: number): boolean => item % 2 === 0;
    const list = explore(ranked, 6, { places: 6, rate: 1, candidates: 2 }, seededRandom(1), {
      allows: even,
      add: () => undefined,
    });
    expect(list.map(({ item }) => item).sort((a, b) => a - b)).toEqual([0, 2, 4, 6, 8, 10]);
    // The last one had no choice.
    expect(list.map(({ propensity }) => propensity)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 1]);
  });
});
