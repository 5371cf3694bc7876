import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnGroup } from './columns/column-family.js';
import { ScoreExplainer } from './score-shares.js';
import type { SecondStageWeights } from './second-stage-weights.js';

const GROUPS: readonly ColumnGroup[] = ['item', 'user', 'item', 'signals', 'similarity'];
const FEATURES = GROUPS.length;
const [WIDE, DEEP] = [6, 3];

const number = fc.float({ min: -3, max: 3, noNaN: true });
const floats = (length: number, of = number) =>
  fc.array(of, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));
const weights: fc.Arbitrary<SecondStageWeights> = fc.record({
  mean: floats(FEATURES),
  deviation: floats(FEATURES, fc.float({ min: Math.fround(0.05), max: 4, noNaN: true })),
  first: floats(FEATURES * WIDE),
  firstBias: floats(WIDE),
  second: floats(WIDE * DEEP),
  secondBias: floats(DEEP),
  last: floats(DEEP),
  linear: floats(FEATURES),
});

/** The score, as the equations of the second stage say it. */
function scoreOf(of: SecondStageWeights, row: Float32Array): number {
  const x = [...row].map((value, f) => (value - of.mean[f]!) / of.deviation[f]!);
  const layer = (input: number[], weight: Float32Array, bias: Float32Array): number[] =>
    [...bias].map((b, h) =>
      Math.max(
        0,
        input.reduce((sum, value, i) => sum + value * weight[i * bias.length + h]!, b),
      ),
    );
  const deep = layer(layer(x, of.first, of.firstBias), of.second, of.secondBias);
  const linear = x.reduce((sum, value, f) => sum + value * of.linear[f]!, 0);
  return deep.reduce((sum, value, h) => sum + value * of.last[h]!, linear);
}

const sum = (shares: Record<string, number>): number => Object.values(shares).reduce((all, share) => all + share, 0);

describe('ScoreExplainer', () => {
  it('splits a score into shares that add up to it', () => {
    fc.assert(
      fc.property(weights, floats(FEATURES), (of, row) => {
        const score = scoreOf(of, row);
        const shares = new ScoreExplainer(of, GROUPS).sharesOf(row);
        expect(Object.keys(shares).sort()).toEqual(['base', 'item', 'signals', 'similarity', 'user']);
        expect(Math.abs(sum(shares as Record<string, number>) - score)).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(score)),
        );
      }),
    );
  });

  it('gives a group whose columns are at their mean no share, and the mean candidate nothing but the base', () => {
    fc.assert(
      fc.property(weights, floats(FEATURES), (of, given) => {
        const row = given.map((value, f) => (GROUPS[f] === 'item' ? of.mean[f]! : value));
        const explainer = new ScoreExplainer(of, GROUPS);
        expect(explainer.sharesOf(row).item).toBeCloseTo(0, 9);
        const { base, ...others } = explainer.sharesOf(of.mean);
        expect(base).toBeCloseTo(scoreOf(of, of.mean), 4);
        for (const share of Object.values(others)) expect(share).toBeCloseTo(0, 9);
      }),
    );
  });
});
