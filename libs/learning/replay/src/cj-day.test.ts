import { dateToDay, LocalClock } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { buildCjDay } from './cj-day.js';
import type { SmallRow } from './testing/small-log.js';
import { smallLog } from './testing/small-log.js';

const clock = new LocalClock('America/New_York');

/** Makes `item` part of the catalogue: five households' purchases in January. */
const known = (item: string): SmallRow[] =>
  ['a', 'b', 'c', 'd', 'e'].map((user) => [user, item, '2017-01-10T15:00:00Z']);

describe('buildCjDay', () => {
  it('makes sessions of local days, targets of sets, and finds the unseen items', () => {
    const set = buildCjDay(
      smallLog([
        ...known('9'),
        ...known('10'),
        ...known('11'),
        ['h', '9', '2017-11-01T12:00:00Z'],
        // 2 December in UTC, 1 December in New York; one line is doubled, one item is not in the catalogue.
        ['h', '10', '2017-12-02T02:00:00Z'],
        ['h', '10', '2017-12-02T02:00:00Z'],
        ['h', '9', '2017-12-01T20:00:00Z'],
        ['h', 'rare', '2017-12-01T20:00:00Z'],
        ['h', '11', '2017-12-02T16:00:00Z'],
        ['h', 'rare', '2017-12-03T16:00:00Z'],
      ]),
      clock,
    );
    expect(set.catalogue).toEqual(['10', '11', '9']);
    expect(set.sessions.map((s) => [s.sessionId, [...s.target], [...s.targetNew], s.histLen, s.histSessions])).toEqual([
      ['h_2017-12-01', [0, 2], [0], 1, 1],
      ['h_2017-12-02', [1], [1], 3, 2],
    ]);
    const [first, second] = set.sessions;
    expect(new Date(first!.before).toISOString()).toBe('2017-12-01T05:00:00.000Z');
    expect(new Date(first!.time).toISOString()).toBe('2017-12-01T20:00:00.000Z');
    expect([first!.historyTo - first!.historyFrom, second!.historyTo - second!.historyFrom]).toEqual([1, 5]);
    expect(set.counts).toMatchObject({ withoutCatalogueTarget: 1, evaluatedSessions: 2, exploreSessions: 2 });
    expect(set.counts.periods['test']).toEqual({ rows: 5, rowsInCatalogue: 3, sessions: 3 });
  });

  it('needs five distinct household-days in weeks 1-44 for an item to be in the catalogue', () => {
    const four = known('four').slice(0, 4);
    const late: SmallRow = ['e', 'four', '2017-10-30T12:00:00Z'];
    const sameDay: SmallRow = ['a', 'four', '2017-01-10T23:00:00Z'];
    const target: SmallRow = ['h', 'five', '2017-12-01T12:00:00Z'];
    const rows = [...known('five'), ...four, late, sameDay, target];
    expect(buildCjDay(smallLog(rows), clock).catalogue).toEqual(['five']);
    const lastDay: SmallRow = ['e', 'four', '2017-10-30T03:59:59Z'];
    expect(buildCjDay(smallLog([...rows, lastDay]), clock).catalogue).toEqual(['five', 'four']);
  });

  it('splits by date, and trains on everything before the split', () => {
    const log = smallLog([
      ...known('x'),
      ['h', 'x', '2017-10-30T12:00:00Z'],
      ['h', 'x', '2017-11-27T04:59:59Z'],
      ['h', 'x', '2017-11-27T05:00:00Z'],
    ]);
    const ids = (split: 'validation' | 'test') => buildCjDay(log, clock, { split }).sessions.map((s) => s.sessionId);
    expect(ids('validation')).toEqual(['h_2017-10-30', 'h_2017-11-26']);
    expect(ids('test')).toEqual(['h_2017-11-27']);
    const user = log.users.indexOf('h');
    const rows = (split: 'validation' | 'test') =>
      buildCjDay(log, clock, { split }).trainTo[user]! - log.userOffsets[user]!;
    expect([rows('validation'), rows('test')]).toEqual([0, 2]);
  });

  it('refuses a log without a session in the period', () => {
    expect(() => buildCjDay(smallLog(known('x')), clock)).toThrowError(
      expect.objectContaining({ code: 'STARS_NOT_ENOUGH_DATA' }),
    );
    expect(() => buildCjDay(smallLog([]), clock)).toThrowError(
      expect.objectContaining({ code: 'STARS_NOT_ENOUGH_DATA' }),
    );
  });

  it('has the right local day on both sides of a clock change', () => {
    const log = smallLog([
      ...known('x'),
      ['h', 'x', '2017-11-06T04:59:59.999Z'],
      ['h', 'x', '2017-11-06T05:00:00Z'],
      ['h', 'x', '2017-11-05T03:59:59.999Z'],
      ['h', 'x', '2017-11-05T04:00:00Z'],
    ]);
    const { sessions } = buildCjDay(log, clock, { split: 'validation' });
    expect(sessions.map((s) => [s.day - dateToDay('2017-11-01'), new Date(s.before).toISOString()])).toEqual([
      [3, '2017-11-04T04:00:00.000Z'],
      [4, '2017-11-05T04:00:00.000Z'],
      [5, '2017-11-06T05:00:00.000Z'],
    ]);
  });
});
