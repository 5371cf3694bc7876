import { dateToDay, LocalClock } from '@stars/features';
import { leaveOneOut, seededRandom, splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { describe, expect, it } from 'vitest';
import { previousSessions } from './previous-sessions.js';

const clock = new LocalClock('UTC');
const random = seededRandom(3);
const rows = Array.from(
  { length: 500 },
  (): SmallRow => [
    `user ${Math.floor(random() * 9)}`,
    `item ${Math.floor(random() * 20)}`,
    new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 40 * 86_400_000)).toISOString(),
  ],
);

describe('previousSessions', () => {
  it('builds earlier days as the split builds its own', () => {
    const log = smallLog(rows);
    const later = splitByTime(log, clock, { from: '2026-02-01' });
    const earlier = splitByTime(log, clock, { from: '2026-01-25', to: '2026-01-31' });
    const found = previousSessions(later, { days: 7 });
    expect(earlier.sessions.length).toBeGreaterThan(20);
    // Here a day's history ends before its first event, there at its midnight: nothing lies between.
    const sessionsOf = (set: typeof found) =>
      set.sessions.map(({ user, day, time, historyTo, interactionsTo, target, targetNew, histLen, histSessions }) => ({
        ...{ user, day, time, historyTo, interactionsTo, histLen, histSessions },
        target: [...target].map((item) => set.catalogue[item]),
        targetNew: [...targetNew].map((item) => set.catalogue[item]),
      }));
    expect(sessionsOf(found)).toEqual(sessionsOf(earlier));
    expect(found.trainTo).toEqual(earlier.trainTo);
    for (const { before, day, time } of found.sessions) {
      expect(before).toBeLessThanOrEqual(time);
      expect(clock.day(before)).toBe(day);
    }
  });

  it('goes further back from its own result, and always draws the same', () => {
    const set = splitByTime(smallLog(rows), clock, { from: '2026-02-01' });
    const twice = previousSessions(previousSessions(set, { days: 5 }), { days: 5 });
    const days = twice.sessions.map(({ day }) => day);
    expect(Math.max(...days)).toBe(dateToDay('2026-01-26'));
    expect(Math.min(...days)).toBe(dateToDay('2026-01-22'));
    const drawn = previousSessions(set, { limit: 10 });
    expect(drawn.sessions).toHaveLength(10);
    expect(drawn.counts.evaluatedSessions).toBe(10);
    expect(previousSessions(set, { limit: 10 }).sessions).toEqual(drawn.sessions);
  });

  it('takes the last event, or basket, that leave-one-out may train on', () => {
    const log = smallLog([
      ['u', 'a', '2026-01-01T00:00:00Z'],
      ['u', 'b', '2026-01-02T00:00:00Z', 's'],
      ['u', 'c', '2026-01-02T00:00:00Z', 's'],
      ['u', 'd', '2026-01-03T00:00:00Z'],
      ['v', 'a', '2026-01-01T00:00:00Z'],
      ['v', 'b', '2026-01-02T00:00:00Z'],
    ]);
    const { sessions, trainTo, catalogue } = previousSessions(leaveOneOut(log, clock));
    expect(sessions).toHaveLength(1);
    expect([...sessions[0]!.target].map((item) => catalogue[item])).toEqual(['b', 'c']);
    expect(sessions[0]!.histLen).toBe(1);
    expect(sessions[0]!.before).toBe(Date.parse('2026-01-02T00:00:00Z'));
    expect(trainTo[0]).toBe(1);
  });
});
