import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BestItems } from './best-items.js';

const score = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN),
);

it('keeps what a full sort would keep, in any order of the items', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.nat(50), score), { selector: ([item]) => item }),
      fc.nat(12),
      (given, capacity) => {
        const best = new BestItems(capacity);
        for (const [item, value] of given) {
          // The floor is a quick test, and never a wrong one.
          if (value < best.floor) expect(best.takes(value, item)).toBe(false);
          if (best.takes(value, item)) best.put(value, item);
        }
        const wanted = given
          .filter(([, value]) => !Number.isNaN(value))
          .sort(([a, x], [b, y]) => (x === y ? a - b : y > x ? 1 : -1))
          .slice(0, capacity)
          .map(([item]) => item);
        const out = new Int32Array(capacity + 2).fill(-7);
        expect(best.size).toBe(wanted.length);
        expect(best.drainTo(out, 1)).toBe(wanted.length);
        expect([...out]).toEqual([-7, ...wanted, ...Array(capacity + 1 - wanted.length).fill(-7)]);
        expect(best.size).toBe(0);
      },
    ),
  );
});
