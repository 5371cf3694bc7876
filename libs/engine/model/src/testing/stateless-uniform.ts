import { beforeAll, describe, expect, it } from 'vitest';
import { statelessUniform } from '../kernels/uniform.js';

/**
 * Mean, variance and range are those of the uniform distribution; the same seed draws the same. A suite for each backend, because
 * backends draw by different code. @param prepare Makes the backend the current one.
 */
export function describeStatelessUniform(prepare: () => unknown): void {
  describe('statelessUniform', () => {
    beforeAll(async () => {
      await prepare();
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

    it('is a function of the seed, whatever was drawn before, in the requested shape', () => {
      expect(statelessUniform([3, 1, 5], 1).shape).toEqual([3, 1, 5]);
      const first = [...draw([50], 3)];
      draw([7], 9);
      expect([...draw([50], 3)]).toEqual(first);
      for (const seed of [4, -3, 2 ** 32 - 1]) expect([...draw([50], seed)]).not.toEqual(first);
    });
  });
}
