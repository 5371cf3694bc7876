import type { EncodedIds } from '@stars/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ItemNumbers } from './item-numbers.js';

function encoded(ids: readonly string[]): EncodedIds {
  const parts = ids.map((id) => Buffer.from(id));
  let at = 0;
  const ranges = parts.flatMap(({ length }) => {
    at += length;
    return [at - length, at];
  });
  return { bytes: Buffer.concat(parts), ranges };
}

it('gives ids the same numbers, encoded or not, and finds them again', () => {
  const id = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom('a', 'b', '\u{feff}c'));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.array(id), fc.boolean())), (lists) => {
      const numbers = new ItemNumbers();
      const wanted: string[] = [];
      for (const [ids, isEncoded] of lists) {
        for (const each of ids) if (!wanted.includes(each)) wanted.push(each);
        expect([...numbers.takeAll(isEncoded ? encoded(ids) : ids)]).toEqual(ids.map((each) => wanted.indexOf(each)));
      }
      wanted.forEach((each, number) => {
        expect([numbers.numberOf(each), numbers.idOf(number)]).toEqual([number, each]);
      });
    }),
  );
});

it('holds more ids than its first tables', () => {
  const numbers = new ItemNumbers();
  const ids = Array.from({ length: 5000 }, (_, n) => `item-${n * 7919}`);
  expect([...numbers.takeAll(encoded(ids))]).toEqual([...ids.keys()]);
  expect([...numbers.takeAll(encoded(ids.toReversed()))]).toEqual([...ids.keys()].reverse());
  expect(numbers.numberOf('item-1')).toBeUndefined();
});
