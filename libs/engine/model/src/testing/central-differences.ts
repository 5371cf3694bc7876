import { expect } from 'vitest';
import { createRandom, fillNormal } from '../random.js';
import { type Tensor, tf } from '../tf.js';

/** Normal numbers of a shape. */
export const normal = (shape: number[], seed: number, deviation = 1): Tensor =>
  tf.tensor(fillNormal(createRandom(seed), new Float32Array(shape.reduce((a, b) => a * b, 1)), deviation), shape);

/** Central differences of a scalar function at some coordinates of x. */
function numericGradient(f: (x: Tensor) => Tensor, x: Tensor, coordinates: number[], h: number): number[] {
  const values = x.dataSync() as Float32Array;
  const at = (i: number, by: number): number => {
    const moved = Float32Array.from(values);
    moved[i]! += by;
    return f(tf.tensor(moved, x.shape)).dataSync()[0]!;
  };
  return coordinates.map((i) => (at(i, h) - at(i, -h)) / (2 * h));
}

/**
 * Expects the gradient of a scalar function to equal central differences at some coordinates of x.
 * @param h Half the distance: small to avoid a ReLU's kink, large if float32 is coarse.
 */
export function expectGradient(f: (x: Tensor) => Tensor, x: Tensor, tolerance = 5e-3, h = 1e-2): void {
  const coordinates = [...new Set([0, 1, Math.floor(x.size / 3), Math.floor(x.size / 2), x.size - 1])];
  const analytic = tf
    .grad(f as never)(x as never)
    .dataSync();
  const numeric = numericGradient(f, x, coordinates, h);
  expect(coordinates.length).toBeGreaterThan(2);
  coordinates.forEach((i, n) => {
    expect(Math.abs(analytic[i]! - numeric[n]!)).toBeLessThan(tolerance * (1 + Math.abs(numeric[n]!)));
  });
}
