import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from './holm.js';

describe('holm', () => {
  it('asks the smallest p for alpha / m, the next for alpha / (m − 1), and stops at the first that fails', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([true, false, false, true]);
    expect(holm([0.02, 0.02])).toEqual([true, true]);
    expect(holm([0.03, 0.04])).toEqual([false, false]);
    expect(holm([])).toEqual([]);
  });

  it('rejects no more than without a correction, no less than Bonferroni, and no larger p before a smaller one', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (p) => {
        const rejected = holm(p);
        p.forEach((value, n) => {
          if (value > 0.05) expect(rejected[n]).toBe(false);
          if (value <= 0.05 / p.length) expect(rejected[n]).toBe(true);
          p.forEach((other, m) => {
            if (rejected[n] && other < value) expect(rejected[m]).toBe(true);
          });
        });
      }),
    );
  });
});
