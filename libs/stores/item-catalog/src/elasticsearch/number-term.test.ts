import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberTerm } from './number-term.js';

describe('numberTerm', () => {
  it('sorts as the numbers do', () => {
    const number = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constantFrom(0, -0, 5e-324, -5e-324));
    fc.assert(
      fc.property(number, number, (a, b) => {
        const order = (x: number | string, y: number | string): number => (x < y ? -1 : x > y ? 1 : 0);
        expect(order(numberTerm(a), numberTerm(b))).toBe(order(a, b));
        expect(numberTerm(a)).toMatch(/^#[0-9a-f]{16}$/);
      }),
      { numRuns: 3_000 },
    );
  });
});
