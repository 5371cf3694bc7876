import { describe, expect, it } from 'vitest';
import { bestScore, modelScores } from './model-scores.js';

describe('modelScores', () => {
  it('are no further below the best than those of an item without a vector', () => {
    expect(modelScores([5, -197, Number.NaN], [-1, -3, Number.NaN], { general: 5, next: 1 })).toEqual({
      general: Float32Array.of(5, -25, -25),
      next: Float32Array.of(-1, -3, -29),
      bestGeneral: 5,
      bestNext: 1,
    });
    expect(modelScores([], [], { general: 5, next: 1 }).general).toHaveLength(0);
  });
});

describe('bestScore', () => {
  it('is that of any item, found or passed over, with what is added to it; NaN counts as the lowest', () => {
    const hidden = new Map([
      ['a', Float32Array.of(3, 1)],
      ['b', Float32Array.of(Number.NaN, 1)],
    ]);
    const added = (itemId: string) => (itemId === 'a' ? 0.5 : 0);
    expect(bestScore(Float32Array.of(1, 2), 4, hidden, added)).toBe(5.5);
    expect(bestScore(Float32Array.of(1, 2), 9, hidden, added)).toBe(9);
  });
});
