import { LocalClock } from '@stars/features';
import { leaveOneOut, splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { describe, expect, it } from 'vitest';
import { LearningCurve, someSessions } from './cut-log.js';

const clock = new LocalClock('UTC');
const on = (day: number, user: string, ...items: string[]): SmallRow[] =>
  items.map((item) => [user, item, `2026-01-${String(day).padStart(2, '0')}T12:00:00Z`]);

/** 150 sessions of two items before the 29th, and two sessions from then on. */
const rows: SmallRow[] = [
  ...Array.from({ length: 150 }, (_, n) =>
    on(1 + Math.floor(n / 6), `user-${n % 50}`, `item-${n % 7}`, `item-${n % 5}`),
  ).flat(),
  ...on(29, 'user-1', 'item-1', 'item-2'),
  ...on(30, 'user-2', 'item-3'),
];
const log = smallLog(rows);

describe('the learning curve of a log that is split by time', () => {
  const whole = splitByTime(log, clock, { from: '2026-01-29' });
  const curve = new LearningCurve(whole, clock);

  it('has the sizes below that of the log, and all', () => {
    expect(curve.total).toBe(150);
    expect(curve.sizes).toEqual([0, 100, 'all']);
  });

  it('keeps the last sessions before the tested period, whole ones, and all of the tested period', () => {
    const cut = curve.log(100);
    const days = cut.users.flatMap((user, u) =>
      [
        ...new Set(
          Array.from(cut.time.subarray(cut.userOffsets[u], cut.userOffsets[u + 1]), (time) => clock.day(time)),
        ),
      ].map((day) => ({ user, day })),
    );
    const from = clock.day(Date.parse('2026-01-29'));
    const kept = days.filter(({ day }) => day < from);
    expect(kept).toHaveLength(100);
    // 16 days of six sessions, and four of the day before.
    const first = clock.day(Date.parse('2026-01-09'));
    expect(kept.filter(({ day }) => day < first)).toEqual([]);
    expect(kept.filter(({ day }) => day === first)).toHaveLength(4);
    expect(days.length - kept.length).toBe(2);
    expect(curve.log(0).item).toHaveLength(3);
    expect(curve.log('all').item).toEqual(log.item);
  });

  it('tests the same sessions with the same targets at each size, and knows less before them', () => {
    const targets = (size: 0 | 100 | 'all') => {
      const set = curve.set(curve.log(size));
      return set.sessions.map(({ sessionId, target }) => [sessionId, [...target].map((item) => set.catalogue[item])]);
    };
    expect(targets(0)).toEqual(targets('all'));
    expect(targets(100)).toEqual(targets('all'));
    const { sessions, trainTo, log: cut } = curve.set(curve.log(0));
    expect(sessions.map(({ histLen }) => histLen)).toEqual([0, 0]);
    expect([...trainTo]).toEqual([...cut.userOffsets.slice(0, -1)]);
    expect(curve.set(curve.log('all')).sessions).toEqual(whole.sessions);
  });

  it('takes all sessions if there are few', () => expect(someSessions(whole).sessions).toEqual(whole.sessions));
});

describe('the learning curve of leave one out', () => {
  const many = smallLog(
    Array.from({ length: 120 }, (_, n) => [
      ...on(1, `user-${n}`, `item-${n % 4}`),
      ...on(2, `user-${n}`, `item-${n % 3}`),
    ]).flat(),
  );
  const curve = new LearningCurve(leaveOneOut(many, clock), clock);

  it('has so many users with all that they did, at each size those of the smaller ones', () => {
    expect(curve.sizes).toEqual([100, 'all']);
    const cut = curve.log(100);
    expect(cut.item).toHaveLength(200);
    expect(curve.set(cut).sessions).toHaveLength(100);
    expect(curve.set(curve.log('all')).sessions).toHaveLength(120);
  });
});
