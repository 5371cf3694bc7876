import { describe, expect, it } from 'vitest';
import { modelScores } from './model-scores.js';

const user = { general: Float32Array.of(1, 2), next: Float32Array.of(-1, 0), bestGeneral: 5, bestNext: 1 };
const vectors = [Float32Array.of(1, 2), Float32Array.of(3, -100), undefined, Float32Array.of(Number.NaN, 1)];

describe('modelScores', () => {
  it('are inner products, no further below the best than an item without a vector', () => {
    expect(modelScores([0, 1, 2, 3], user, (item) => vectors[item])).toEqual({
      general: Float32Array.of(5, -25, -25, -25),
      next: Float32Array.of(-1, -3, -29, -29),
      bestGeneral: 5,
      bestNext: 1,
    });
  });

  it('are in the order of the candidates', () => {
    const of = (...candidates: number[]) => [...modelScores(candidates, user, (item) => vectors[item]).next];
    expect(of(2, 0)).toEqual([-29, -1]);
    expect(of()).toEqual([]);
  });
});
