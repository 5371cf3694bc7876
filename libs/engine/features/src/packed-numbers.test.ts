import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NumberPacker } from './packed-numbers.js';

/** Near the borders of blocks, and anywhere. */
const number = fc.oneof(fc.nat(20), fc.integer({ min: 65_530, max: 65_545 }), fc.nat(2 ** 32 - 1));
const list = fc.uniqueArray(number, { maxLength: 30 }).map((numbers) => Uint32Array.from(numbers).sort());

it('has the numbers of each list, in order, and no others', () => {
  fc.assert(
    fc.property(fc.array(list, { maxLength: 5 }), fc.array(number), (lists, others) => {
      const packer = new NumberPacker();
      const sets = lists.map((each) => packer.pack(each));
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
  const set = new NumberPacker().pack(numbers);
  expect([...set]).toHaveLength(2 ** 16 + 2);
  expect([set.has(2 ** 16 - 1), set.has(2 ** 16 + 1), set.has(2 ** 16 + 2)]).toEqual([true, true, false]);
});

it('shares full shelves with those who pack the same, and reads the same', async () => {
  const known = new Map<string, SharedArrayBuffer>();
  const asked: string[] = [];
  const share = async (key: string, bytes: SharedArrayBuffer): Promise<SharedArrayBuffer> => {
    asked.push(key);
    if (!known.has(key)) known.set(key, bytes);
    return known.get(key)!;
  };
  const lists = Array.from({ length: 3000 }, (_, n) => Uint32Array.from({ length: n % 40 }, (__, m) => 70_000 + n * m));
  const [one, other] = [0, 1].map(() => {
    const packer = new NumberPacker(share);
    return lists.map((list) => packer.pack(list));
  });
  await Promise.resolve();
  expect(known.size).toBeGreaterThan(3);
  expect(asked).toHaveLength(2 * known.size);
  for (const sets of [one!, other!]) expect(sets.map((set) => [...set])).toEqual(lists.map((list) => [...list]));
});
