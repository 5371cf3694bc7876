import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ItemSequence } from './browsing-row.js';
import { browsingRows } from './browsing-rows.js';
import { SessionIndex } from './session-index.js';
import { SessionItemKnn } from './session-item-knn.js';
import { VSknn } from './v-sknn.js';

/** Item 4 is in no session. Popularity: 1 and 0 in three and two sessions, 2 in two, 3 in one. */
const SESSIONS = [
  [0, 1],
  [1, 2, 1],
  [0, 1, 2, 3],
  [3, 3],
];
const CATEGORIES = [0, 0, 1, 1, -1];
const rows = browsingRows({ items: 5, sessions: SESSIONS, categories: CATEGORIES });
const listOf = (name: string, prefix: number[], k = 5): number[] =>
  rows.find((row) => row.name === name)!.rank(prefix, k);

const close = (scores: Map<number, number>, expected: Record<number, number>): void => {
  expect([...scores.keys()].sort()).toEqual(Object.keys(expected).map(Number).sort());
  for (const [item, score] of scores) expect(score).toBeCloseTo(expected[item]!, 12);
};

describe('rankings of a session, worked by hand', () => {
  it('popularity: sessions that hold the item, each once, ties to the lower number', () => {
    expect(listOf('popularity', [], 5)).toEqual([1, 0, 2, 3, 4]);
  });

  it('last viewed first: the session backwards, each item once, then popularity', () => {
    expect(listOf('last viewed first', [2, 3, 2])).toEqual([2, 3, 1, 0, 4]);
    expect(listOf('last viewed first', [2, 3, 2], 1)).toEqual([2]);
  });

  it('item-kNN: together over the root of both counts, .8 for each step back, for each time it was viewed', () => {
    const knn = new SessionItemKnn(new SessionIndex(5, SESSIONS));
    // 0 and 1 are together in two sessions, of two and three; 0 and 2, and 0 and 3, in one of two each.
    close(knn.scores([0]), { 1: 2 / Math.sqrt(6), 2: 1 / 2, 3: 1 / 2 });
    close(knn.scores([3, 0, 3]), {
      0: (0.64 + 1) / 2,
      1: ((0.64 + 1) * 1) / Math.sqrt(6) + (0.8 * 2) / Math.sqrt(6),
      2: (0.64 + 1) / 2 + 0.8 / 2,
      3: 0.8 / 2,
    });
    expect(knn.rank([0], 5)).toEqual([1, 2, 3]);
  });

  it('item-kNN: only the last thirty count', () => {
    const knn = new SessionItemKnn(new SessionIndex(5, SESSIONS));
    expect(knn.scores([0, ...new Array<number>(30).fill(4)]).size).toBe(0);
    expect(knn.scores([0, ...new Array<number>(29).fill(4)]).size).toBe(3);
  });

  it('V-SKNN: position · idf of shared items over the root of both lengths, summed over the sessions that hold an item', () => {
    const idf = [Math.log(4 / 2), Math.log(4 / 3), Math.log(4 / 2), Math.log(4 / 2)];
    const first = idf[0]! / 2;
    const nearness = [
      (first + idf[1]!) / Math.sqrt(2 * 2),
      idf[1]! / Math.sqrt(2 * 2),
      (first + idf[1]!) / Math.sqrt(2 * 4),
    ];
    const neighbours = new VSknn(new SessionIndex(5, SESSIONS));
    close(neighbours.scores([0, 1]), {
      0: nearness[0]! + nearness[2]!,
      1: nearness[0]! + nearness[1]! + nearness[2]!,
      2: nearness[1]! + nearness[2]!,
      3: nearness[2]!,
    });
    expect(listOf('V-SKNN', [0, 1])).toEqual([1, 0, 2, 3]);
    expect(listOf('last viewed, then V-SKNN', [0, 1])).toEqual([1, 0, 2, 3]);
    expect(listOf('last viewed, then V-SKNN', [0, 1, 3])).toEqual([3, 1, 0, 2]);
  });

  it('V-SKNN: the 100 nearest sessions, and of equally near ones the later', () => {
    const sessions = Array.from({ length: 102 }, (_, n) => [0, n + 1]);
    const scores = new VSknn(new SessionIndex(104, [...sessions, [103]])).scores([0]);
    expect([scores.has(1), scores.has(2), scores.has(3), scores.has(102)]).toEqual([false, false, true, true]);
  });

  it('best of the category: popularity in the category of the last item, none where it is unknown', () => {
    expect(listOf('best of the category', [0, 3])).toEqual([2, 3]);
    expect(listOf('best of the category', [4])).toEqual([]);
    expect(listOf('best of the category', [])).toEqual([]);
  });

  it('an item that was never learned tells nothing', () => {
    expect(listOf('V-SKNN', [7])).toEqual([]);
    expect(listOf('item-kNN', [7])).toEqual([]);
    expect(listOf('best of the category', [7])).toEqual([]);
  });
});

const item = fc.nat({ max: 9 });
const sequence = fc.array(item, { maxLength: 12 });

describe('rankings of a session, as the formulas say over all sessions', () => {
  it('item-kNN', () => {
    fc.assert(
      fc.property(fc.array(sequence, { maxLength: 15 }), sequence, (sessions, prefix) => {
        const found = new SessionItemKnn(new SessionIndex(10, sessions)).scores(prefix);
        for (let other = 0; other < 10; other++) {
          const expected = prefix.reduce(
            (sum, own, at) => sum + 0.8 ** (prefix.length - 1 - at) * cosine(sessions, own, other),
            0,
          );
          expect(found.get(other) ?? 0).toBeCloseTo(expected, 10);
        }
      }),
    );
  });

  it('V-SKNN', () => {
    fc.assert(
      fc.property(fc.array(sequence, { maxLength: 15 }), sequence, (sessions, prefix) => {
        const found = new VSknn(new SessionIndex(10, sessions)).scores(prefix);
        for (let other = 0; other < 10; other++) {
          const holding = sessions.filter((session) => session.includes(other));
          const expected = holding.reduce((sum, session) => sum + nearness(sessions, session, prefix), 0);
          expect(found.get(other) ?? 0).toBeCloseTo(expected, 10);
        }
      }),
    );
  });
});

function cosine(sessions: number[][], a: number, b: number): number {
  const held = (...items: number[]): number => sessions.filter((s) => items.every((each) => s.includes(each))).length;
  return a === b || held(a, b) === 0 ? 0 : held(a, b) / Math.sqrt(held(a) * held(b));
}

function nearness(sessions: number[][], session: number[], prefix: ItemSequence): number {
  const own = Array.from(prefix);
  const [distinct, others] = [new Set(own), new Set(session)];
  let sum = 0;
  for (const shared of distinct) {
    if (!others.has(shared)) continue;
    const holding = sessions.filter((each) => each.includes(shared)).length;
    sum += ((own.lastIndexOf(shared) + 1) / own.length) * Math.log(sessions.length / holding);
  }
  return sum === 0 ? 0 : sum / Math.sqrt(distinct.size * others.size);
}
