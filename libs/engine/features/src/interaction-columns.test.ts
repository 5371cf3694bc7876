import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ascending } from './interaction-columns.js';

it('puts positions of any size in order, equal ones as they come', () => {
  const number = fc.oneof(fc.nat(5), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
  fc.assert(
    fc.property(fc.array(number, { maxLength: 40 }), (numbers) => {
      const expected = numbers.map((_, at) => at).sort((a, b) => numbers[a]! - numbers[b]! || a - b);
      expect([...ascending(Float64Array.from(numbers))]).toEqual(expected);
    }),
  );
});
