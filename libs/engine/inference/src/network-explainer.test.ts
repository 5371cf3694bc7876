import { createRandom } from '@stars/model/definition';
import { type ColumnGroup, ScoreExplainer } from '@stars/ranking';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nativeNetwork } from './native-network.js';
import { NetworkExplainer } from './network-explainer.js';
import { SecondStageNetwork } from './second-stage-network.js';
import { randomWeights } from './testing/random-weights.js';

const NAMES: readonly ColumnGroup[] = ['user', 'item', 'signals'];

const explained = fc
  .record({
    features: fc.integer({ min: 1, max: 19 }),
    hidden: fc.integer({ min: 1, max: 20 }),
    narrow: fc.integer({ min: 1, max: 10 }),
    seed: fc.nat(),
  })
  .chain(({ seed, ...sides }) => {
    const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: sides.features, maxLength: sides.features });
    return fc.record({
      weights: fc.constant(randomWeights(sides, createRandom(seed))),
      groups: list(fc.constantFrom(...NAMES)),
      row: list(fc.float({ min: -5, max: 5, noNaN: true })).map((values) => Float32Array.from(values)),
    });
  });

// Set-up compiles the addon; where it cannot, JavaScript is all there is.
describe.each([...(nativeNetwork ? [['native', nativeNetwork] as const] : []), ['JavaScript', null] as const])(
  'NetworkExplainer: %s',
  (_, native) => {
    it('splits the score of the network, as JavaScript does', () => {
      fc.assert(
        fc.property(explained, ({ weights, groups, row }) => {
          const shares = new NetworkExplainer(weights, groups, native).sharesOf(row);
          const wanted = new ScoreExplainer(weights, groups).sharesOf(row);
          const [score] = new SecondStageNetwork(weights, native).score(row, 1);
          const near = 1e-4 * Math.max(1, ...Object.values(wanted).map(Math.abs));
          expect(Object.keys(shares).sort()).toEqual(Object.keys(wanted).sort());
          for (const [name, share] of Object.entries(wanted)) {
            expect(Math.abs(shares[name as ColumnGroup]! - share)).toBeLessThan(near);
          }
          expect(Math.abs(Object.values(shares).reduce((sum, share) => sum + share, 0) - score!)).toBeLessThan(near);
        }),
      );
    });

    it('gives the mean candidate nothing but the base', () => {
      fc.assert(
        fc.property(explained, ({ weights, groups }) => {
          const { base, ...others } = new NetworkExplainer(weights, groups, native).sharesOf(weights.mean);
          expect(base).toBeCloseTo(new SecondStageNetwork(weights, native).score(weights.mean, 1)[0]!, 3);
          for (const share of Object.values(others)) expect(share).toBeCloseTo(0, 9);
        }),
      );
    });
  },
);

describe('the native shares', () => {
  it.skipIf(!nativeNetwork)('refuse what does not fit', () => {
    const [weights, reference, row, out] = [
      new Float32Array(107),
      new Float32Array(18),
      new Float32Array(2),
      new Float32Array(1),
    ];
    const ask = (groupOf: Int32Array) => nativeNetwork!.shares(weights, 2, 8, 8, reference, groupOf, row, out);
    expect(() => ask(new Int32Array(2))).not.toThrow();
    expect(() => ask(Int32Array.of(0, 1))).toThrow(RangeError);
    expect(() => ask(new Int32Array(3))).toThrow(RangeError);
  });
});
