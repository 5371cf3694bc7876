import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PackedNumbers } from './packed-numbers.js';

/** Near the borders of blocks, and anywhere. */
const number = fc.oneof(fc.nat(20), fc.integer({ min: 65_530, max: 65_545 }), fc.nat(2 ** 32 - 1));
const list = fc.uniqueArray(number, { maxLength: 30 }).map((numbers) => Uint32Array.from(numbers).sort());

it('has the numbers of each list, in order, and no others', () => {
  fc.assert(
    fc.property(fc.array(list, { maxLength: 5 }), fc.array(number), (lists, others) => {
      const sets = PackedNumbers.ofAll(lists);
      expect(sets.map((set) => [...set])).toEqual(lists.map((numbers) => [...numbers]));
      sets.forEach((set, n) => {
        for (const asked of [...lists.flatMap((numbers) => [...numbers]), ...others])
          expect(set.has(asked)).toBe(lists[n]!.includes(asked));
      });
    }),
  );
});

it('holds a whole block and the begin of the next', () => {
  const numbers = Uint32Array.from({ length: 2 ** 16 + 2 }, (_, n) => n);
  const [set] = PackedNumbers.ofAll([numbers]);
  expect([...set!]).toHaveLength(2 ** 16 + 2);
  expect([set!.has(2 ** 16 - 1), set!.has(2 ** 16 + 1), set!.has(2 ** 16 + 2)]).toEqual([true, true, false]);
});
