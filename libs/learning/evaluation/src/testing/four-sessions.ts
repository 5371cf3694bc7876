import { LocalClock } from '@stars/features';
import { type EvaluationSet, splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';

const on = (day: number, user: string, ...items: string[]): SmallRow[] =>
  items.map((item) => [user, item, `2026-01-${String(day).padStart(2, '0')}T12:00:00Z`]);

/**
 * Four sessions of three users over the catalogue a, b, c, d, e, tested from 20 January:
 *
 * | session      | history            | takes   | of it new |
 * | ------------ | ------------------ | ------- | --------- |
 * | u_2026-01-20 | a, a, b (2 days)   | a, c    | c         |
 * | u_2026-01-21 | and a, c (3 days)  | d       | d         |
 * | v_2026-01-20 | a, c (1 day)       | a, c    |           |
 * | w_2026-01-22 | nothing            | b       | b         |
 *
 * Trained on: a three times (distinct user, day), b once, c once, and by x: d once, e once.
 */
export function fourSessions(): EvaluationSet {
  const rows = [
    ...on(1, 'u', 'a'),
    ...on(2, 'u', 'a', 'b'),
    ...on(3, 'v', 'a', 'c'),
    ...on(4, 'x', 'd', 'e'),
    ...on(20, 'u', 'a', 'c'),
    ...on(21, 'u', 'd'),
    ...on(20, 'v', 'a', 'c'),
    ...on(22, 'w', 'b'),
  ];
  return splitByTime(smallLog(rows), new LocalClock('UTC'), { from: '2026-01-20' });
}
