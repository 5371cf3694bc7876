import { createRandom } from '@stars/model';
import { describe, expect, it } from 'vitest';
import { type ColdStartSession, fitColdStartWeights } from './fit-cold-start-weights.js';

const COLD_START_ITEMS = 12;

/** Sessions with one purchase each, drawn from a softmax in which cold-start items have these weights. */
function planted(sessions: number, bias: number, likeness: number, seed = 1): ColdStartSession[] {
  const random = createRandom(seed);
  return Array.from({ length: sessions }, () => {
    const x = Float32Array.from({ length: COLD_START_ITEMS }, () => -4 + 4 * random());
    const scores = Float32Array.from({ length: COLD_START_ITEMS }, () => random() - 0.5);
    const logMass = 2 + random();
    const masses = [...scores].map((score, n) => Math.exp(score + bias + likeness * x[n]!));
    let left = random() * masses.reduce((sum, mass) => sum + mass, Math.exp(logMass));
    const purchased = new Uint8Array(COLD_START_ITEMS);
    const place = masses.findIndex((mass) => {
      left -= mass;
      return left < 0;
    });
    if (place >= 0) purchased[place] = 1;
    return { logMass, scores, likeness: x, purchased, targets: 1 };
  });
}

describe('fitColdStartWeights', () => {
  it('finds the planted weights, also from far away', () => {
    for (const [bias, likeness] of [
      [0, 0],
      [2, 0.7],
      [-1.5, 0.3],
    ] as const) {
      const found = fitColdStartWeights(planted(6000, bias, likeness));
      expect(Math.abs(found.bias - bias)).toBeLessThan(0.35);
      expect(Math.abs(found.likeness - likeness)).toBeLessThan(0.15);
    }
  });

  it('leaves cold-start items to borrowed statistics if there are few sessions', () => {
    expect(fitColdStartWeights([])).toEqual({ bias: 0, likeness: 0 });
    const { bias } = fitColdStartWeights(planted(2, 0, 0));
    expect(Math.abs(bias)).toBeLessThan(1);
  });
});
