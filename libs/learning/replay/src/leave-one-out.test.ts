import { LocalClock } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { leaveOneOut } from './leave-one-out.js';
import { type SmallRow, smallLog } from './testing/small-log.js';

const clock = new LocalClock('UTC');

const summary = (set: ReturnType<typeof leaveOneOut>) =>
  set.sessions.map((s) => ({
    id: s.sessionId,
    target: [...s.target].map((item) => set.catalogue[item]),
    targetNew: [...s.targetNew].map((item) => set.catalogue[item]),
    history: [...set.log.item.subarray(s.historyFrom, s.historyTo)].map((item) => set.log.items[item]),
  }));

describe('leaveOneOut', () => {
  it('has the last event as the target and everything before it as the history', () => {
    const set = leaveOneOut(
      smallLog([
        ['u', 'c', '2026-01-03T00:00:00Z'],
        ['u', 'a', '2026-01-01T00:00:00Z'],
        ['u', 'b', '2026-01-02T00:00:00Z'],
        ['v', 'a', '2026-01-01T00:00:00Z'],
        ['v', 'a', '2026-01-05T00:00:00Z'],
      ]),
      clock,
    );
    expect(summary(set)).toEqual([
      { id: 'u_2026-01-03', target: ['c'], targetNew: ['c'], history: ['a', 'b'] },
      { id: 'v_2026-01-05', target: ['a'], targetNew: [], history: ['a'] },
    ]);
    expect([...set.trainTo]).toEqual([2, 4]);
  });

  it('breaks ties without a common session by order of arrival', () => {
    const time = '2026-01-01T00:00:00Z';
    const rows: SmallRow[] = [
      ['u', 'z', time],
      ['u', 'a', time],
      ['u', 'm', time],
    ];
    expect(summary(leaveOneOut(smallLog(rows), clock))[0]).toMatchObject({ target: ['m'], history: ['z', 'a'] });
    const apart = rows.map(([user, item, at], n): SmallRow => [user, item, at, `session ${n}`]);
    expect(summary(leaveOneOut(smallLog(apart), clock))[0]).toMatchObject({ target: ['m'], history: ['z', 'a'] });
  });

  it('has a basket as one target, the same for any order of its lines', () => {
    const basket: SmallRow[] = ['x', 'y', 'a'].map((item) => ['u', item, '2026-01-02T00:00:00Z', 's']);
    const before: SmallRow = ['u', 'a', '2026-01-01T00:00:00Z', 's'];
    for (const rows of [basket, basket.toReversed()]) {
      expect(summary(leaveOneOut(smallLog([...rows, before]), clock))).toEqual([
        { id: 'u_2026-01-02', target: ['a', 'x', 'y'], targetNew: ['x', 'y'], history: ['a'] },
      ]);
    }
  });

  it('leaves out of the history what arrived in the middle of the last basket', () => {
    const time = '2026-01-02T00:00:00Z';
    const set = leaveOneOut(
      smallLog([
        ['u', 'h', '2026-01-01T00:00:00Z'],
        ['u', 'x', time, 's'],
        ['u', 'amid', time],
        ['u', 'y', time, 's'],
      ]),
      clock,
    );
    expect(summary(set)[0]).toMatchObject({ target: ['x', 'y'], history: ['h'] });
  });

  it('counts users without a history, and refuses a log that has no others', () => {
    const single: SmallRow = ['w', 'a', '2026-01-01T00:00:00Z'];
    const pair: SmallRow[] = [
      ['u', 'a', '2026-01-01T00:00:00Z'],
      ['u', 'b', '2026-01-02T00:00:00Z'],
    ];
    const set = leaveOneOut(smallLog([single, ...pair]), clock);
    expect(set.counts).toMatchObject({ withoutHistory: 1, evaluatedUsers: 1, catalogueItems: 2, sessions: 3 });
    expect(() => leaveOneOut(smallLog([single]), clock)).toThrowError(
      expect.objectContaining({ code: 'STARS_NOT_ENOUGH_DATA' }),
    );
  });
});
