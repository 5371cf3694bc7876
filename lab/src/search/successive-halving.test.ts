import { describe, expect, it } from 'vitest';
import { promoted, rungsOf } from './successive-halving.js';

describe('rungsOf', () => {
  it('gives a third of the trials three times the steps, and the last of them all', () => {
    expect(rungsOf(9)).toEqual([
      { trials: 9, share: 1 / 9 },
      { trials: 3, share: 1 / 3 },
      { trials: 1, share: 1 },
    ]);
    expect(rungsOf(4)).toEqual([
      { trials: 4, share: 1 / 3 },
      { trials: 2, share: 1 },
    ]);
    expect(rungsOf(1)).toEqual([{ trials: 1, share: 1 }]);
    expect(rungsOf(100).map(({ trials }) => trials)).toEqual([100, 34, 12]);
  });
});

describe('promoted', () => {
  const results = [
    { trial: 0, metric: 0.1 },
    { trial: 1, metric: null },
    { trial: 2, metric: 0.3 },
    { trial: 3, metric: 0.3 },
  ];

  it('keeps the best, never failed ones, and of equal ones the first', () => {
    expect(promoted(results, 2)).toEqual([2, 3]);
    expect(promoted(results, 9)).toEqual([2, 3, 0]);
  });
});
