import type { RecommendedItem } from '@stars/client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareLists } from './compare-lists.js';

const list = (ids: readonly string[]) => ids.map((item_id) => ({ item_id, title: item_id }) as RecommendedItem);

it('marks what a rule adds, removes and moves', () => {
  const { now, then, gained, lost, moved } = compareLists(list(['a', 'b', 'c']), list(['c', 'a', 'd']));
  expect(now.map(({ mark }) => mark)).toEqual([undefined, 'lost', undefined]);
  expect(then.map(({ mark }) => mark)).toEqual([2, -1, 'gained']);
  expect([gained, lost, moved]).toEqual([1, 1, 2]);
});

it('says that nothing changed only where the lists are equal', () => {
  const ids = fc.uniqueArray(fc.constantFrom(...'abcdef'));
  fc.assert(
    fc.property(ids, ids, (before, after) => {
      const { gained, lost, moved } = compareLists(list(before), list(after));
      expect(gained + lost + moved === 0).toBe(before.join() === after.join());
      expect(after.length - before.length).toBe(gained - lost);
    }),
  );
});
