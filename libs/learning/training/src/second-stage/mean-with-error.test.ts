import { expect, it } from 'vitest';
import { meanWithError } from './mean-with-error.js';

it('is the usual standard error with one value a user', () => {
  expect(meanWithError([1, 2, 3, 6], [0, 1, 2, 3])).toEqual({ mean: 3, error: Math.sqrt(3.5 / 4) });
});

it('gets no smaller when each user is asked many times for the same', () => {
  const values = [1, 2, 3, 6];
  const many = values.flatMap((value) => Array<number>(25).fill(value));
  const { mean, error } = meanWithError(
    many,
    many.map((_, n) => Math.floor(n / 25)),
  );
  expect(mean).toBe(3);
  expect(error).toBeCloseTo(Math.sqrt(3.5 / 4));
});
