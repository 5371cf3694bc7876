import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberedKeys } from './numbered-keys.js';

const keys = fc.array(fc.oneof(fc.nat(50), fc.nat(5_000_000)), { maxLength: 300 });

describe('NumberedKeys', () => {
  it('numbers distinct keys from 1 on in their order, and forgets all of them when it is emptied', () => {
    const numbered = new NumberedKeys();
    fc.assert(
      fc.property(keys, fc.nat(5_000_000), (given, other) => {
        numbered.clear();
        const distinct = [...new Set(given)];
        for (const key of given) expect(numbered.add(key)).toBe(distinct.indexOf(key) + 1);
        expect(numbered.size).toBe(distinct.length);
        expect([...numbered.keys.subarray(1, numbered.size + 1)]).toEqual(distinct);
        for (const key of [...distinct, other]) expect(numbered.numberOf(key)).toBe(distinct.indexOf(key) + 1);
      }),
    );
  });
});
