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

  it('have the repeat head for what the user had, with a vector or without one', () => {
    const rho = { general: 4, next: -2 };
    const rhoOf = (place: number) => (place === 0 ? undefined : rho);
    const { general, next } = modelScores([3, 3, Number.NaN], [-1, -1, Number.NaN], { general: 5, next: 1 }, rhoOf);
    const both = (score: number, other: number): number => Math.log(Math.exp(score) + Math.exp(other));
    const rounded = (scores: Float32Array): number[] => [...scores].map((score) => Number(score.toFixed(4)));
    expect(rounded(general)).toEqual(rounded(Float32Array.of(3, both(3, 4), 4)));
    expect(rounded(next)).toEqual(rounded(Float32Array.of(-1, both(-1, -2), -2)));
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
