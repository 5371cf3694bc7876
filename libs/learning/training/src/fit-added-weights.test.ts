import { createRandom } from '@stars/model';
import { describe, expect, it } from 'vitest';
import { fitAddedWeights, type ScoredGroup } from './fit-added-weights.js';

const SESSIONS = 3000;

/** Sessions whose one target is drawn by the softmax under planted weights. Four groups: none, 0, 1, and both. */
function sessionsOf(planted: readonly number[], seed = 1): ScoredGroup[][] {
  const random = createRandom(seed);
  return Array.from({ length: SESSIONS }, () => {
    const groups = [[], [0], [1], [0, 1]].map((weights) => ({
      weights,
      logMass: 2 * random() - weights.length,
      targets: 0,
    }));
    const masses = groups.map(({ weights, logMass }) =>
      Math.exp(logMass + weights.reduce((sum, w) => sum + planted[w]!, 0)),
    );
    let at = random() * masses.reduce((sum, mass) => sum + mass, 0);
    const drawn = masses.findIndex((mass) => {
      at -= mass;
      return at < 0;
    });
    groups[Math.max(0, drawn)]!.targets = 1;
    return groups;
  });
}

describe('fitAddedWeights', () => {
  it('finds planted weights, also if items have both signals', () => {
    const weights = fitAddedWeights(sessionsOf([1.5, 0.4]), 2, 0);
    expect(Math.abs(weights[0]! - 1.5)).toBeLessThan(0.15);
    expect(Math.abs(weights[1]! - 0.4)).toBeLessThan(0.15);
  });

  it('finds planted weights below 0, also from far away, if they may be negative', () => {
    const weights = fitAddedWeights(sessionsOf([-2.5, 3]), 2, -4);
    expect(Math.abs(weights[0]! + 2.5)).toBeLessThan(0.3);
    expect(Math.abs(weights[1]! - 3)).toBeLessThan(0.15);
  });

  it('gives 0 to a weight that repels if none may be negative, or that no item had, and never more than its bound', () => {
    expect([...fitAddedWeights(sessionsOf([-1, 0]), 3, 0)].map((x) => Math.round(x * 10))).toEqual([0, 0, 0]);
    const always = sessionsOf([0, 0]).map((groups) =>
      groups.map((group, g) => ({ ...group, targets: g === 3 ? 1 : 0 })),
    );
    for (const weight of fitAddedWeights(always, 2, 0)) expect(weight).toBeLessThanOrEqual(4);
  });

  it('stays near 0 with little data', () => {
    const once: ScoredGroup[] = [
      { weights: [], logMass: 0, targets: 0 },
      { weights: [0], logMass: -5, targets: 1 },
    ];
    expect(fitAddedWeights([once], 1, 0)[0]).toBeLessThan(0.6);
    expect([...fitAddedWeights([], 2, -4)]).toEqual([0, 0]);
  });
});
