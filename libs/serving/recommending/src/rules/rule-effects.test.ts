import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ComparedList, RuleEffects } from './rule-effects.js';

const summaryOf = (lists: readonly ComparedList[]) => {
  const effects = new RuleEffects();
  for (const list of lists) effects.add(list);
  return effects.summary();
};
const list = (some: Partial<ComparedList>): ComparedList => ({
  ...{ userId: 'ann', surface: 'home', before: ['a', 'b'], after: ['b', 'a'], byChance: [], scores: new Map() },
  ...some,
});

it('sums the shares of choices by place, and says how far users differ', () => {
  const scores = new Map([
    ['a', Math.log(3)],
    ['b', 0],
  ]);
  const [one, other] = [list({ scores }), list({ scores, userId: 'bob', after: ['a', 'b', 'new'] })];
  const { expectedDcg } = summaryOf([one, other, list({ userId: 'cid' })]);
  const third = 1 / Math.log2(3);
  const [before, after] = [3 / 4 + third / 4, 1 / 4 + (third * 3) / 4];
  expect(expectedDcg).toMatchObject({ lists: 2, losing: [{ userId: 'ann', surface: 'home' }] });
  expect(expectedDcg!.before).toBeCloseTo(before, 9);
  expect(expectedDcg!.after).toBeCloseTo((after + before) / 2, 9);
  // Two changes of d and 0: the standard error of their mean is |d| / 2.
  const change = after - before;
  expect(expectedDcg!.changeLow).toBeCloseTo(change / 2 - (1.96 * Math.abs(change)) / 2, 9);
  expect(expectedDcg!.changeHigh).toBeCloseTo(change / 2 + (1.96 * Math.abs(change)) / 2, 9);
  expect(summaryOf([one, one]).expectedDcg).toMatchObject({ lists: 2, changeLow: undefined });
});

it('says of which changed places the log has evidence', () => {
  expect(summaryOf([list({ after: ['a', 'b'] })])).toMatchObject({ actedOn: 1, changed: 0, gaining: [], losing: [] });
  const feedbackOf = (...byChance: boolean[]) => summaryOf([list({ byChance, after: ['a', 'c'] })]).loggedFeedback;
  expect(feedbackOf(true, false)).toMatchObject({ placesChanged: 1, placesByChance: 0 });
  expect(feedbackOf(false, true)).toMatchObject({ placesChanged: 1, placesByChance: 1 });
});

it('counts the lists of each item', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 });
  const compared = fc.record({ before: ids, after: ids }).map(list);
  fc.assert(
    fc.property(fc.array(compared, { maxLength: 6 }), (lists) => {
      const { gaining, losing, changed } = summaryOf(lists);
      const isOther = ({ before, after }: ComparedList) => String(before) !== String(after);
      expect(changed).toBe(lists.filter(isOther).length);
      const counted = [...'abcde'].flatMap((itemId) => {
        const count = (side: 'before' | 'after') => lists.filter((each) => each[side].includes(itemId)).length;
        const [listsBefore, listsAfter] = [count('before'), count('after')];
        return listsBefore === listsAfter ? [] : [{ itemId, listsBefore, listsAfter }];
      });
      expect([...gaining, ...losing].sort((a, b) => (a.itemId < b.itemId ? -1 : 1))).toEqual(counted);
      const gains = [...gaining, ...losing.toReversed()].map((each) => each.listsAfter - each.listsBefore);
      expect(gains).toEqual(gains.toSorted((a, b) => b - a));
    }),
  );
});
