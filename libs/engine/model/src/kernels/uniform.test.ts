import { beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../tf.js';
import { nativeBackend } from './native-backend.js';
import { statelessUniform } from './uniform.js';

/** Mean, variance and range are those of the uniform distribution; the same seed draws the same. */
describe('statelessUniform without a native backend', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
    expect(nativeBackend()).toBeUndefined();
  });
  const draw = (shape: number[], seed: number): Float32Array => statelessUniform(shape, seed).dataSync<'float32'>();

  it('is uniform in [0, 1)', () => {
    const numbers = draw([100, 200], 7);
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
    // Six standard errors.
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(6 * Math.sqrt(1 / 12 / numbers.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(6 * Math.sqrt(1 / 180 / numbers.length));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
  });

  it('depends only on the seed, in the requested shape', () => {
    expect(statelessUniform([3, 1, 5], 1).shape).toEqual([3, 1, 5]);
    expect([...draw([50], 3)]).toEqual([...draw([50], 3)]);
    expect([...draw([50], 3)]).not.toEqual([...draw([50], 4)]);
  });
});
