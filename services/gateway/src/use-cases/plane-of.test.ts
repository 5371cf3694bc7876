import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planeOf } from './plane-of.js';

const squared = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, d) => sum + (value - b[d]!) ** 2, 0);

const vectors = fc.integer({ min: 1, max: 6 }).chain((width) =>
  fc.array(
    fc
      .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: width, maxLength: width })
      .map((values) => Float32Array.from(values)),
    { minLength: 1, maxLength: 12 },
  ),
);

it('keeps distances whole that lie in a plane', () => {
  const points = [
    [0, 0],
    [3, 0],
    [0, 2],
    [-1, -1],
  ];
  const turned = points.map(([x, y]) => Float32Array.from([0.6 * x!, y!, 0.8 * x!, 5]));
  const { points: plane, share } = planeOf(turned);
  expect(share).toBeCloseTo(1, 6);
  const scale = Math.sqrt(squared(plane[0]!, plane[1]!)) / 3;
  for (const [i, a] of plane.entries()) {
    for (const [j, b] of plane.entries()) {
      expect(Math.sqrt(squared(a, b)) / scale).toBeCloseTo(Math.sqrt(squared(points[i]!, points[j]!)), 4);
    }
  }
});

it('is the same for the same vectors, within its bounds, and never larger than what it shows', () => {
  fc.assert(
    fc.property(vectors, (given) => {
      const { points, share } = planeOf(given);
      expect(planeOf(given)).toEqual({ points, share });
      expect(points.length).toBe(given.length);
      expect(points.flat().every((value) => Math.abs(value) <= 1)).toBe(true);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
      // No axis that is parallel to one of the dimensions shows more.
      const spread = Array.from(given[0]!, (_, d) => {
        const mean = given.reduce((sum, vector) => sum + vector[d]!, 0) / given.length;
        return given.reduce((sum, vector) => sum + (vector[d]! - mean) ** 2, 0);
      });
      const total = spread.reduce((sum, value) => sum + value, 0);
      if (total > 1e-6) expect(share).toBeGreaterThanOrEqual(Math.max(...spread) / total - 1e-6);
    }),
  );
});

it('puts vectors that are all the same in the middle', () => {
  const same = Float32Array.from([0.5, 0.5]);
  expect(planeOf([same, same])).toEqual({
    points: [
      [0, 0],
      [0, 0],
    ],
    share: 0,
  });
});
