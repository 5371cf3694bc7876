import { createRandom } from '@stars/model';
import { describe, expect, it } from 'vitest';
import { type ColdStartSession, fitColdStartWeights } from './fit-cold-start-weights.js';

const COLD_START_ITEMS = 12;

/** Sessions that take one thing each, by a softmax in which newcomers have these weights. */
function planted(sessions: number, bias: number, likeness: number, seed = 1): ColdStartSession[] {
  const random = createRandom(seed);
  return Array.from({ length: sessions }, () => {
    const x = Float32Array.from({ length: COLD_START_ITEMS }, () => -4 + 4 * random());
    const scores = Float32Array.from({ length: COLD_START_ITEMS }, () => random() - 0.5);
    const logMass = 2 + random();
    const masses = [...scores].map((score, n) => Math.exp(score + bias + likeness * x[n]!));
    let left = random() * masses.reduce((sum, mass) => sum + mass, Math.exp(logMass));
    const taken = new Uint8Array(COLD_START_ITEMS);
    const place = masses.findIndex((mass) => {
      left -= mass;
      return left < 0;
    });
    if (place >= 0) taken[place] = 1;
    return { logMass, scores, likeness: x, taken, targets: 1 };
  });
}

describe('fitColdStartWeights', () => {
  it('finds what was planted, from far off too', () => {
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

  it('leaves newcomers to what they borrow where no session tells anything', () => {
    expect(fitColdStartWeights([])).toEqual({ bias: 0, likeness: 0 });
    const { bias } = fitColdStartWeights(planted(2, 0, 0));
    expect(Math.abs(bias)).toBeLessThan(1);
  });
});
