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

/** Two of three events are views. */
const mixed = rows.map(([user, item, time], n): SmallRow => [user, item, time, '', n % 3 === 0 ? 'purchase' : 'view']);

describe('previousSessions', () => {
  it.each([
    ['one kind', rows, 20],
    ['several kinds', mixed, 10],
  ])('builds earlier days of a log of %s as the split builds its own', (_, events, least) => {
    const log = smallLog(events);
    const later = splitByTime(log, clock, { from: '2026-02-01' });
    const earlier = splitByTime(log, clock, { from: '2026-01-25', to: '2026-01-31' });
    const found = previousSessions(later, { days: 7 });
    expect(earlier.sessions.length).toBeGreaterThan(least);
    // Here a day's history ends before its first event, there at its midnight: nothing lies between.
    const sessionsOf = (set: typeof found) =>
      set.sessions.map(({ user, day, time, historyTo, interactionsTo, target, targetNew, histLen, histSessions }) => ({
        ...{ user, day, time, historyTo, interactionsTo, histLen, histSessions },
        target: [...target].map((item) => set.catalogue[item]),
        targetNew: [...targetNew].map((item) => set.catalogue[item]),
      }));
    expect(sessionsOf(found)).toEqual(sessionsOf(earlier));
    const trained = ({ interactions: { row }, trainTo }: typeof found) =>
      log.users.map((_, user) => row.filter((r) => r >= log.userOffsets[user]! && r < trainTo[user]!).length);
    expect(trained(found)).toEqual(trained(earlier));
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

  it('ends the history of leave-one-out where the session met the item of the target', () => {
    const log = smallLog([
      ['u', 'a', '2026-01-01T00:00:00Z', 's', 'view'],
      ['u', 'b', '2026-01-02T00:00:00Z', 't', 'view'],
      ['u', 'b', '2026-01-02T01:00:00Z', 't', 'purchase'],
      ['u', 'c', '2026-01-03T00:00:00Z', 'v', 'purchase'],
      ['v', 'b', '2026-01-01T00:00:00Z', 'w', 'view'],
      ['v', 'b', '2026-01-01T01:00:00Z', 'w', 'purchase'],
      ['v', 'c', '2026-01-02T01:00:00Z', 'x', 'purchase'],
    ]);
    const { sessions, trainTo } = previousSessions(leaveOneOut(log, clock, { target: 'purchase' }));
    // Of v, nothing but the look at the item came before.
    expect(sessions.map(({ userId, historyTo, histLen }) => ({ userId, historyTo, histLen }))).toEqual([
      { userId: 'u', historyTo: 1, histLen: 0 },
    ]);
    expect(trainTo[0]).toBe(1);
  });
});
