import { expect, test } from 'vitest';
import { stepsOf } from './answer-cost.js';
import { growthOf } from './expect-recorded-cost.js';

const recorded = {
  calls: 1.2,
  parts: { search: { steps: 600, bytes: 10 }, rank: { steps: 400, bytes: 990 } },
};

test('a character counts as often as the innermost range around it', () => {
  const range = (startOffset: number, endOffset: number, count: number) => ({ startOffset, endOffset, count });
  expect(stepsOf([])).toBe(0);
  expect(stepsOf([range(0, 100, 2), range(10, 50, 0), range(20, 30, 5), range(60, 70, 9)])).toBe(
    2 * 50 + 5 * 10 + 9 * 10,
  );
});

test('up to the limits there is no growth, and less is none', () => {
  expect(growthOf(recorded, recorded)).toEqual([]);
  const more = { ...recorded.parts, search: { steps: 649, bytes: 59 } };
  expect(growthOf({ calls: 1.5, parts: more }, recorded)).toEqual([]);
  expect(growthOf({ calls: 0, parts: {} }, recorded)).toEqual([]);
});

test('what grew is named, a new part too', () => {
  const parts = { ...recorded.parts, rank: { steps: 390, bytes: 990 }, added: { steps: 70, bytes: 0 } };
  expect(growthOf({ calls: 3, parts }, recorded)).toEqual([
    'steps of an answer: +6.0% (+7.0% in added, +0.0% in search, -1.0% in rank)',
    'calls of stores of an answer: 1.2, now 3',
  ]);
});
