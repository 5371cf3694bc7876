import type { UserVectors } from '@stars/profile-store';
import { expect } from 'vitest';

/** The largest difference of any number of two users' vectors. */
export function distance(a: UserVectors, b: UserVectors): number {
  expect([a.general.length, a.next.length, b.general.length, b.next.length]).toEqual([16, 16, 16, 16]);
  const far = (x: Float32Array, y: Float32Array): number => Math.max(...x.map((each, i) => Math.abs(each - y[i]!)));
  return Math.max(far(a.general, b.general), far(a.next, b.next));
}

/** Batches with other users round differently: the bound is that of float32 sums. */
export function expectSame(a: UserVectors, b: UserVectors): void {
  expect(distance(a, b)).toBeLessThan(1e-5);
  expect(a.asOf).toBe(b.asOf);
}
