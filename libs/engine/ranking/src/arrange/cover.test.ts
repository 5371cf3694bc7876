import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CoverageRule, cover } from './cover.js';

/** Best first, each with a popularity or without. */
const rankedItems = fc
  .array(
    fc.record({
      score: fc.double({ min: -20, max: 20, noNaN: true }),
      logPopularity: fc.option(fc.integer({ min: 0, max: 12 }).map(Math.log1p), { nil: undefined, freq: 4 }),
    }),
    { maxLength: 40 },
  )
  .map((items) =>
    items
      .sort((a, b) => b.score - a.score)
      .map(({ score, logPopularity }) => ({ score, ...(logPopularity === undefined ? {} : { logPopularity }) })),
  );
const asked = fc.record({
  ranked: rankedItems,
  shown: fc.nat(15),
  rule: fc.record({
    places: fc.nat(6),
    penalty: fc.double({ min: 0, max: 3, noNaN: true }),
    within: fc.nat(50),
  }),
});

describe('cover', () => {
  it('gives the last places to less popular items, among the best', () => {
    // Twelve items, the first ten of them popular.
    const ranked = Array.from({ length: 12 }, (_, place) => ({
      score: 9 - 0.1 * place,
      logPopularity: place < 10 ? 5 : place < 11 ? 4 : 0,
    }));
    const last = (rule: CoverageRule) => cover(ranked, 10, rule).slice(7, 10);
    expect(last({ places: 2, penalty: 0.5, within: 12 })).toEqual([7, 11, 10]);
    expect(last({ places: 1, penalty: 0.5, within: 12 })).toEqual([7, 8, 11]);
    expect(last({ places: 2, penalty: 0.5, within: 11 })).toEqual([7, 10, 8]);
    expect(last({ places: 2, penalty: 0.05, within: 12 })).toEqual([7, 8, 11]);
    expect(last({ places: 2, penalty: 0.01, within: 12 })).toEqual([7, 8, 9]);
  });

  it('leaves a ranking without popularity, such as one of a round robin, as it is', () => {
    const ranked = [5, 9, 1, 7].map((score) => ({ score }));
    expect(cover(ranked, 3, { places: 3, penalty: 1, within: 4 })).toEqual([0, 1, 2, 3]);
  });

  it('moves only the last places, within the budget, by the reduced score; what follows is as ranked', () => {
    let moved = 0;
    fc.assert(
      fc.property(asked, ({ ranked, shown, rule }) => {
        const { places, penalty, within } = rule;
        const order = cover(ranked, shown, rule);
        const plain = [...ranked.keys()];
        expect([...order].sort((a, b) => a - b)).toEqual(plain);
        if (order.some((place, n) => place !== n)) moved++;
        const sure = Math.max(0, shown - places);
        expect(order.slice(0, sure)).toEqual(plain.slice(0, sure));
        const last = order.slice(sure, shown);
        const following = order.slice(Math.max(sure, shown));
        expect(following).toEqual([...following].sort((a, b) => a - b));
        for (const place of last) expect(place).toBeLessThan(Math.max(within, shown));
        const reduced = (place: number) => {
          const { score, logPopularity } = ranked[place]!;
          return logPopularity === undefined ? Number.NEGATIVE_INFINITY : score - penalty * logPopularity;
        };
        const beaten = following.filter((place) => place < Math.max(within, shown));
        last.forEach((place, n) => {
          for (const other of [...last.slice(n + 1), ...beaten])
            expect(reduced(place)).toBeGreaterThanOrEqual(reduced(other));
        });
      }),
      // About one in seven of the drawn lists has such places.
      { numRuns: 400 },
    );
    expect(moved).toBeGreaterThan(10);
  });

  it('changes nothing without places, or if popularity costs nothing', () => {
    fc.assert(
      fc.property(asked, ({ ranked, shown, rule }) => {
        const known = ranked.map(({ score, logPopularity = 0 }) => ({ score, logPopularity }));
        const plain = [...known.keys()];
        expect(cover(known, shown, { ...rule, places: 0 })).toEqual(plain);
        expect(cover(known, shown, { ...rule, penalty: 0 })).toEqual(plain);
      }),
    );
  });
});
