import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topK } from './top-k.js';

describe('topK', () => {
  it('equals a full stable sort, with any ties, masks and infinities', () => {
    const score = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NEGATIVE_INFINITY));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(score, fc.boolean()), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (rows, k) => {
          const excluded = Uint8Array.from(rows, ([, out]) => (out ? 1 : 0));
          const expected = rows
            .map(([value], index) => ({ value, index }))
            .filter(({ index }) => excluded[index] === 0)
            .sort((a, b) => (a.value === b.value ? a.index - b.index : b.value > a.value ? 1 : -1))
            .slice(0, k)
            .map(({ index }) => index);
          const out = new Int32Array(k + 2).fill(77);
          topK([99, ...rows.map(([value]) => value)], 1, rows.length, k, excluded, out, 1);
          expect(Array.from(out)).toEqual([77, ...expected, ...Array(k - expected.length).fill(-1), 77]);
        },
      ),
    );
  });

  it('never ranks NaN', () => {
    const out = new Int32Array(2);
    topK([Number.NaN, 1], 0, 2, 2, undefined, out, 0);
    expect(Array.from(out)).toEqual([1, -1]);
  });
});
