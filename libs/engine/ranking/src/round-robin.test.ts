import { CandidateSource } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interleave, type RankedList } from './round-robin.js';

const {
  CANDIDATE_SOURCE_NEXT_INTENT: NEXT,
  CANDIDATE_SOURCE_GENERAL_INTEREST: GENERAL,
  CANDIDATE_SOURCE_POPULAR: POPULAR,
} = CandidateSource;

const list = (source: CandidateSource, ids: string): RankedList => ({
  source,
  items: [...ids].map((itemId, i) => ({ itemId, score: 100 - i })),
});
const idsOf = (lists: RankedList[], k: number): string =>
  interleave(lists, k)
    .map((item) => item.itemId)
    .join('');

describe('interleave', () => {
  it('takes one item of each list in turn, from the first list', () => {
    expect(interleave([list(NEXT, 'ab'), list(GENERAL, 'xy')], 3)).toEqual([
      { itemId: 'a', score: 100, source: NEXT, position: 0 },
      { itemId: 'x', score: 100, source: GENERAL, position: 1 },
      { itemId: 'b', score: 99, source: NEXT, position: 2 },
    ]);
  });

  it('gives the next item of a list in place of a duplicate', () => {
    expect(idsOf([list(NEXT, 'abc'), list(GENERAL, 'abx')], 5)).toBe('abcx');
    expect(idsOf([list(NEXT, 'abcd'), list(GENERAL, 'axyz')], 6)).toBe('axbycz');
  });

  it('goes on with the others if one list has ended', () => {
    expect(idsOf([list(NEXT, 'a'), list(GENERAL, 'wxyz'), list(POPULAR, 'mn')], 10)).toBe('awmxnyz');
    expect(idsOf([list(NEXT, ''), list(GENERAL, 'xy')], 2)).toBe('xy');
    expect(idsOf([list(NEXT, 'aaab')], 5)).toBe('ab');
  });

  it('is empty for no lists and for k = 0', () => {
    expect(interleave([], 5)).toEqual([]);
    expect(interleave([list(NEXT, 'a')], 0)).toEqual([]);
  });

  const anyLists = fc.array(
    fc.record({
      source: fc.constantFrom(NEXT, GENERAL, POPULAR),
      items: fc.array(fc.record({ itemId: fc.stringMatching(/^[a-j]$/), score: fc.integer() }), { maxLength: 12 }),
    }),
    { maxLength: 4 },
  );
  const anyK = fc.integer({ min: 0, max: 15 });

  it('places every item once, as many as there are up to k, each as its source had it', () => {
    fc.assert(
      fc.property(anyLists, anyK, (lists, k) => {
        const ranked = interleave(lists, k);
        const distinct = new Set(lists.flatMap(({ items }) => items.map((item) => item.itemId)));
        expect(ranked.length).toBe(Math.min(k, distinct.size));
        expect(new Set(ranked.map((item) => item.itemId)).size).toBe(ranked.length);
        ranked.forEach(({ itemId, score, source, position }, at) => {
          expect(position).toBe(at);
          const has = lists.some(
            (l) => l.source === source && l.items.some((i) => i.itemId === itemId && i.score === score),
          );
          expect(has).toBe(true);
        });
      }),
    );
  });

  it('keeps the order of each list and never lets one get two ahead of another that has items left', () => {
    const distinctLists = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 30 }).map((ids) =>
      [NEXT, GENERAL, POPULAR].map((source, nth) => ({
        source,
        items: ids.filter((id) => id % 3 === nth).map((id) => ({ itemId: String(id), score: -id })),
      })),
    );
    fc.assert(
      fc.property(distinctLists, fc.integer({ min: 1, max: 40 }), (lists, k) => {
        const ranked = interleave(lists, k);
        const counts = lists.map(({ source, items }) => {
          const own = ranked.filter((item) => item.source === source).map((item) => item.itemId);
          expect(own).toEqual(items.slice(0, own.length).map((item) => item.itemId));
          return { count: own.length, ended: own.length === items.length };
        });
        const most = Math.max(...counts.map(({ count }) => count));
        for (const { count, ended } of counts) expect(ended || count >= most - 1).toBe(true);
      }),
    );
  });

  it('needs no more than the first k distinct items of each list', () => {
    const distinct = anyLists.map((lists) =>
      lists.map(({ source, items }) => ({
        source,
        items: items.filter((item, at) => items.findIndex((other) => other.itemId === item.itemId) === at),
      })),
    );
    fc.assert(
      fc.property(distinct, anyK, (lists, k) => {
        const cut = lists.map(({ source, items }) => ({ source, items: items.slice(0, k) }));
        expect(interleave(cut, k)).toEqual(interleave(lists, k));
      }),
    );
  });
});
