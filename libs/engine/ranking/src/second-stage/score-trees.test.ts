import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkScoreTrees, type ScoreTrees, TreeScorer } from './score-trees.js';

const trees: ScoreTrees = {
  roots: Int32Array.of(0, 5),
  feature: Int32Array.of(1, -1, 0, -1, -1, -1),
  value: Float32Array.of(0.5, 10, 2, 20, 30, 100),
  left: Int32Array.of(1, 0, 3, 0, 0, 0),
};

describe('TreeScorer', () => {
  it('adds up the leaves that a row falls into: up to a value left, above it right', () => {
    const number = fc.float({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { maxLength: 6 }), (rows) => {
        const wanted = rows.map(([a, b]) => 100 + (b <= 0.5 ? 10 : a <= 2 ? 20 : 30));
        expect([...new TreeScorer(trees, 2).score(Float32Array.from(rows.flat()), rows.length)]).toEqual(wanted);
      }),
    );
    expect([...new TreeScorer(trees, 2).score(Float32Array.of(2, 0.5, 2, 0.75), 2)]).toEqual([110, 120]);
  });

  it.each<[string, Partial<ScoreTrees>, number?]>([
    ['a column that is not there', {}, 1],
    ['a column below none', { feature: Int32Array.of(1, -2, 0, -1, -1, -1) }],
    ['a child before its parent', { left: Int32Array.of(1, 0, 1, 0, 0, 0) }],
    ['a child that is not there', { left: Int32Array.of(1, 0, 5, 0, 0, 0) }],
    ['a root that is not there', { roots: Int32Array.of(0, 6) }],
    ['a value missing', { value: Float32Array.of(1) }],
  ])('refuses %s', (_, change, features = 2) => {
    expect(() => checkScoreTrees({ ...trees, ...change }, features)).toThrow(RangeError);
  });
});
