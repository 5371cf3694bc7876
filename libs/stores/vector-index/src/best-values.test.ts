import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BestValues } from './best-values.js';

it('knows the k-th highest of all that were offered, once there are k', () => {
  const numbers = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(1, 2, 3, -Infinity)), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 12 }), (values, k) => {
      const best = new BestValues(k);
      values.forEach((value, at) => {
        best.offer(value);
        const sorted = values.slice(0, at + 1).sort((a, b) => b - a);
        // Both zeros are one number.
        expect(best.threshold + 0).toBe(sorted.length < k ? -Infinity : sorted[k - 1]! + 0);
      });
    }),
  );
});
