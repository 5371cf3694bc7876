import { describe, expect, it } from 'vitest';
import { type AskedCase, placesAsked, scoredPlaces } from './case-lists.js';
import { measureCases, standing } from './measure-cases.js';

/** A case of a session that has seen items 0 and 1. */
const asked = (session: number, target: number, name: AskedCase['name'] = 'next take'): AskedCase => ({
  ...{ name, session, target, known: 2, seen: new Set([0, 1]) },
  list: name === 'next take' ? 'any' : 'unseen',
});

const ten = (...first: number[]): number[] => [
  ...first,
  ...Array.from({ length: 10 - first.length }, (_, n) => 20 + n),
];

describe('what is scored', () => {
  it('of unseen items ten places of a hundred, else ten as they come', () => {
    const list = [0, 5, 1, ...ten(6)];
    expect(scoredPlaces(asked(1, 5), list)).toEqual([0, 5, 1, ...ten(6).slice(0, 7)]);
    expect(scoredPlaces(asked(1, 5, 'unseen take'), list)).toEqual([5, ...ten(6).slice(0, 9)]);
    expect([placesAsked(asked(1, 5)), placesAsked(asked(1, 5, 'next new item'))]).toEqual([10, 100]);
  });
});

describe('measureCases', () => {
  const cases = [asked(1, 2), asked(2, 3), asked(2, 4, 'unseen take'), asked(3, 90)];
  const [first, other] = [
    { name: 'first', lists: [ten(2), ten(0, 1, 3), [7], ten(90)] },
    { name: 'other', lists: [[], ten(0, 1, 5, 6, 7, 3), undefined, ten()] },
  ];
  const [takes, unseen] = measureCases(cases, [first!, other!], 40);

  it('measures the kinds of cases that there are, worked by hand', () => {
    expect(takes).toMatchObject({ name: 'next take', cases: 3, sessions: 3, unlearned: 1 });
    const [own, its] = takes!.rows;
    expect(own).toMatchObject({ cases: 3, 'hit@5': 2 / 3, 'hit@10': 2 / 3, seen: 2 / 30, short: 0 });
    // Third place: 1 / log2(4) and 1 / 3. The item that was never learned is a miss though it stands first.
    expect(own!['ndcg@10']).toBeCloseTo((1 + 1 / 2) / 3, 12);
    expect(own!['mrr@10']).toBeCloseTo((1 + 1 / 3) / 3, 12);
    // Items 0, 1, 2, 3 and 20 to 28.
    expect(own!['coverage@10']).toBeCloseTo(13 / 40, 12);
    expect(its).toMatchObject({ 'hit@5': 0, 'hit@10': 1 / 3, seen: 2 / 20, short: 1 / 3 });
    expect(its!['ndcg@10']).toBeCloseTo(1 / Math.log2(7) / 3, 12);
  });

  it('compares with the first ranking, and has no row without a list', () => {
    expect(takes!.rows[0]!.ahead).toBeUndefined();
    expect(takes!.rows[1]!.ahead!.mean).toBeCloseTo((1 + 1 / 2 - 1 / Math.log2(7)) / 3, 12);
    expect(unseen!.rows).toMatchObject([{ name: 'first', cases: 1, short: 1 }]);
  });
});

it('is level where the interval holds 0', () => {
  const intervals: [number, number][] = [
    [0.01, 0.2],
    [0, 0.2],
    [-0.1, 0.2],
    [-0.2, -0.01],
  ];
  expect(intervals.map((ci95) => standing({ mean: 0, ci95 }))).toEqual(['ahead', 'level', 'level', 'behind']);
});
