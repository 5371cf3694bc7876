import { PopularityTimeline } from '@stars/baselines';
import { LocalClock } from '@stars/features';
import { leaveOneOut, splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { describe, expect, it } from 'vitest';

const clock = new LocalClock('UTC');

describe('the validation of a split by time', () => {
  const log = smallLog(
    Array.from(
      { length: 10 },
      (_, n): SmallRow => ['u', `item ${n}`, `2026-01-${String(n + 1).padStart(2, '0')}T12:00:00Z`],
    ).flatMap(([user, item, time]): SmallRow[] => [
      [user, item, time],
      [user, 'always', time],
    ]),
  );

  it('is the same share of the time before the test', () => {
    const [validation, test] = (['validation', 'test'] as const).map((split) =>
      splitByTime(log, clock, { fraction: 0.3, split }),
    );
    expect(test?.sessions.map((s) => s.sessionId.slice(-2))).toEqual(['07', '08', '09', '10']);
    // 5.5 days before 7 January, of which the last 30% begin on the 5th.
    expect(validation?.sessions.map((s) => s.sessionId.slice(-2))).toEqual(['05', '06']);
    expect([validation?.split, test?.split]).toEqual(['validation', 'test']);
    expect(validation?.catalogue).toEqual(['always', 'item 0', 'item 1', 'item 2', 'item 3']);
    expect([...validation!.trainTo]).toEqual([8]);
    expect(validation?.title).toBe('Split by time, validated from 2026-01-05 to 2026-01-06');
  });

  it('ends before the first tested date where dates are given', () => {
    const set = splitByTime(log, clock, { from: '2026-01-09', split: 'validation', fraction: 0.25 });
    expect(set.sessions.map((s) => s.sessionId.slice(-2))).toEqual(['07', '08']);
  });
});

describe('the validation of leave one out', () => {
  const rows: SmallRow[] = [
    ['u', 'a', '2026-01-01T00:00:00Z'],
    ['u', 'b', '2026-01-02T00:00:00Z'],
    ['u', 'tested', '2026-01-03T00:00:00Z'],
    ['v', 'c', '2026-01-01T00:00:00Z', 'visit'],
    ['v', 'd', '2026-01-01T00:00:00Z', 'visit'],
    ['v', 'late', '2026-01-04T00:00:00Z', 'last'],
    ['v', 'e', '2026-01-04T00:00:00Z', 'last'],
    ['w', 'a', '2026-01-01T00:00:00Z'],
    ['w', 'b', '2026-01-05T00:00:00Z'],
    ['x', 'a', '2026-01-09T00:00:00Z'],
  ];
  const set = leaveOneOut(smallLog(rows), clock, { split: 'validation' });

  it('takes the last but one event, and knows nothing of the test', () => {
    expect(set.split).toBe('validation');
    expect(set.catalogue).toEqual(['a', 'b', 'c', 'd']);
    expect(set.sessions.map((s) => [s.sessionId, [...s.target].map((item) => set.catalogue[item]), s.histLen])).toEqual(
      [['u_2026-01-02', ['b'], 1]],
    );
    // v and w have nothing before the one that is left, x has nothing left.
    expect(set.counts.withoutHistory).toBe(2);
    const timeline = new PopularityTimeline(set);
    timeline.advanceTo({ ...set.sessions[0]!, before: Number.POSITIVE_INFINITY });
    expect([...timeline.counts]).toEqual([2, 1, 1, 1]);
  });

  it('lets a model see only events before its targets', () => {
    const rowsOf = (of: typeof set) => of.log.users.map((_, u) => of.trainTo[u]! - of.log.userOffsets[u]!);
    expect(rowsOf(set)).toEqual([1, 0, 0, 0]);
    expect(rowsOf(leaveOneOut(smallLog(rows), clock))).toEqual([2, 2, 1, 0]);
  });

  it('needs a user with three events', () => {
    expect(() => leaveOneOut(smallLog(rows.slice(0, 2)), clock, { split: 'validation' })).toThrowError(
      expect.objectContaining({ code: 'STARS_NOT_ENOUGH_DATA' }),
    );
  });
});
