import { expect, it } from 'vitest';
import { logOf, type Row, timeOf } from '../testing/second-stage-world.js';
import { logSessions } from './log-sessions.js';

const HOUR = 1 / 24;
const rows: Row[] = [
  ...['a', 'b', 'a', 'c'].map((item, n) => ({ user: 'u', item, day: 1 + n / 1000 })),
  // After a pause it is another session.
  ...['d', 'e'].map((item, n) => ({ user: 'u', item, day: 1 + 9 * HOUR + n / 1000 })),
  // It ended first.
  ...['b', 'c'].map((item, n) => ({ user: 'v', item, day: 0.5 + n / 1000 })),
  { user: 'w', item: 'alone', day: 1 },
];
const log = logOf(rows);
const shown = ({ offsets, items }: ReturnType<typeof logSessions>): string[] =>
  Array.from({ length: offsets.length - 1 }, (_, n) =>
    [...items.subarray(offsets[n], offsets[n + 1])].map((item) => log.items[item]).join(''),
  );
const all = { log, itemOf: Int32Array.from(log.items.keys()), counts: () => true };

it('has sessions of two items or more, the one that ended last last', () => {
  expect(shown(logSessions(all, timeOf(9)))).toEqual(['bc', 'abc', 'de']);
});

it('knows nothing of what came later: the session that is asked does not tell its own answer', () => {
  expect(shown(logSessions(all, timeOf(1)))).toEqual(['bc']);
  expect(shown(logSessions(all, timeOf(1.0015)))).toEqual(['bc', 'ab']);
});

it('leaves out what does not count', () => {
  const counts = (row: number): boolean => log.items[log.item[row]!] !== 'b';
  expect(shown(logSessions({ ...all, counts }, timeOf(9)))).toEqual(['ac', 'de']);
});
