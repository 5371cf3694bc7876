import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROWSING_CASES, type BrowsingCase, type BrowsingEvent, browsedOnce, browsingCases } from './browsing-cases.js';

const KINDS = { v: 'view', c: 'add_to_cart', b: 'purchase' } as const;

/** Events such as `v1 c1`: views, carts and purchases of items. */
const events = (text: string): BrowsingEvent[] =>
  text
    .split(' ')
    .map((word, time) => ({ kind: KINDS[word[0] as keyof typeof KINDS], item: Number(word.slice(1)), time }));

/** Cases of one name: how many events are known, and the target. */
const casesOf = (name: BrowsingCase['name'], text: string): [known: number, target: number][] =>
  browsingCases(events(text))
    .filter((each) => each.name === name)
    .map(({ known, target }) => [known, target]);

it('counts consecutive views of one item once, and carts each time', () => {
  expect(browsedOnce(events('v1 v1 v2 c2 v2 v2 c2 c2 v1'))).toMatchObject(
    [0, 2, 3, 4, 6, 7, 8].map((time) => ({ time })),
  );
});

describe('next new item', () => {
  it('is asked for after 3, 5 and 10 different items were viewed, right before an item is first opened', () => {
    expect(casesOf('next new item', 'v1 v2 v3 v1 c1 v4 v5 v6')).toEqual([
      [5, 4],
      [7, 6],
    ]);
    expect(casesOf('next new item', 'v1 v2 v3 v4 v5 v6 v7 v8 v9 v10 v11 v12').at(-1)).toEqual([10, 11]);
  });

  it('is none that was put into the cart before, and a cart opens nothing', () => {
    expect(casesOf('next new item', 'v1 v2 c4 v3 v4 v5')).toEqual([]);
    expect(casesOf('next new item', 'v1 v2 v3 c4')).toEqual([]);
  });
});

describe('next take and unseen take', () => {
  it('is the first of the second half that the first half did not take', () => {
    // The first half is v1 v2 v3 c1.
    expect(casesOf('next take', 'v1 v2 v3 c1 c1 b2 v9 b9')).toEqual([[4, 2]]);
    expect(casesOf('unseen take', 'v1 v2 v3 c1 c1 b2 v9 b9')).toEqual([[4, 9]]);
  });

  it('needs three different items in the first half', () => {
    expect(casesOf('next take', 'v1 v2 v1 v2 c1 c2 c3 c3')).toEqual([]);
    expect(casesOf('next take', 'v1 v2 v3 c3 v9 v9')).toEqual([[3, 3]]);
    expect(casesOf('unseen take', 'v1 v2 v3 c3 v9 v9')).toEqual([]);
  });
});

describe('take after looking on', () => {
  it('is the first take, unless it was viewed last', () => {
    expect(casesOf('take after looking on', 'v1 v2 c1 v3 c2')).toEqual([[2, 1]]);
    expect(casesOf('take after looking on', 'v1 v2 c2 v3 c1')).toEqual([]);
    expect(casesOf('take after looking on', 'c1 v2 c3')).toEqual([]);
    expect(casesOf('take after looking on', 'v1 v2')).toEqual([]);
  });
});

it('asks before the target, which an unseen list has not shown, of any session', () => {
  const event = fc.record({
    kind: fc.constantFrom(...Object.values(KINDS)),
    item: fc.nat({ max: 12 }),
    time: fc.constant(0),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (session) => {
      const once = browsedOnce(session);
      const found = browsingCases(once);
      for (const { name, known, target, list } of found) {
        expect(BROWSING_CASES).toContain(name);
        expect(known).toBeGreaterThan(0);
        expect(once.slice(known).some(({ item }) => item === target)).toBe(true);
        const seen = once.slice(0, known).some(({ item }) => item === target);
        if (list === 'unseen') expect(seen).toBe(false);
      }
      const count = (name: string): number => found.filter((each) => each.name === name).length;
      expect(count('next new item')).toBeLessThanOrEqual(3);
      for (const name of BROWSING_CASES.slice(1)) expect(count(name)).toBeLessThanOrEqual(1);
    }),
  );
});
