import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withRepeat } from './repeat-score.js';
import { mergeRepeats } from './repeats.js';

describe('withRepeat', () => {
  it('is the logarithm of the sum of both', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: -20, max: 20, noNaN: true }),
        (s, rho) => {
          expect(withRepeat(s, rho)).toBeCloseTo(Math.log(Math.exp(s) + Math.exp(rho)), 9);
        },
      ),
    );
  });

  it('is the larger one if they are far apart', () => {
    expect([withRepeat(1000, -1000), withRepeat(-1000, 1000), withRepeat(Number.NEGATIVE_INFINITY, 3)]).toEqual([
      1000, 1000, 3,
    ]);
  });
});

describe('mergeRepeats', () => {
  const list = fc.uniqueArray(
    fc.record({ itemId: fc.constantFrom(...'abcdefgh'), score: fc.integer({ min: 0, max: 4 }) }),
    {
      selector: ({ itemId }) => itemId,
    },
  );

  it('has the best of both lists, each item once, with the score of what the user had, ties by id', () => {
    fc.assert(
      fc.property(list, list, fc.nat(10), (found, had, depth) => {
        const scores = new Map([...found, ...had].map(({ itemId, score }) => [itemId, score]));
        const sorted = [...scores].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
        const expected = sorted.slice(0, depth).map(([itemId, score]) => ({ itemId, score }));
        expect(mergeRepeats(found, had, depth)).toEqual(expected);
      }),
    );
  });
});
