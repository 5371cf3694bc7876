import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SortedNumbers } from './sorted-numbers.js';

it('gives each number once, ascending, of dense and of sparse lists', () => {
  const list = fc.array(fc.oneof(fc.nat(100), fc.nat(5000), fc.integer({ min: 2 ** 20, max: 2 ** 20 + 64 })));
  fc.assert(
    fc.property(fc.array(list), (lists) => {
      // One for all: a list leaves no marks to the next.
      const sorted = new SortedNumbers();
      for (const numbers of lists) {
        const wanted = [...new Set(numbers)].sort((a, b) => a - b);
        expect([...sorted.of(Uint32Array.from(numbers))]).toEqual(wanted);
      }
    }),
  );
});
