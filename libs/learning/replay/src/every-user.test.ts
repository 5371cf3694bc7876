import { LocalClock } from '@stars/features';
import { expect, test } from 'vitest';
import { everyUser } from './every-user.js';
import { splitByTime } from './split.js';
import { type SmallRow, smallLog } from './testing/small-log.js';

const rows = Array.from({ length: 400 }, (_, user): SmallRow[] =>
  ['2024-01-01', '2024-01-02', '2024-01-03'].map((day) => [`u${user}`, `i${user % 3}`, `${day}T12:00:00Z`]),
).flat();
const set = splitByTime(smallLog(rows), new LocalClock('UTC'), { from: '2024-01-03' });

test('about one user of four is left, with all of its sessions, and the counts follow', () => {
  const part = everyUser(set, 4);
  expect(part.counts.evaluatedUsers).toBeGreaterThan(70);
  expect(part.counts.evaluatedUsers).toBeLessThan(130);
  const users = new Set(part.sessions.map(({ userId }) => userId));
  expect(part.sessions).toEqual(set.sessions.filter(({ userId }) => users.has(userId)));
  expect(part.trainTo).toBe(set.trainTo);
  expect(part.title).toContain('one user of 4');
});

test('one user of one is the set itself', () => expect(everyUser(set, 1)).toBe(set));
