import { InteractionLogBuilder } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { validationSessions, validationStart } from './validation-window.js';

const DAY = 86_400_000;

/** [user, item, day, type, by default a purchase] */
function logOf(rows: [string, string, number, number?][]) {
  const builder = new InteractionLogBuilder();
  for (const [userId, itemId, day, type = 3] of rows) {
    builder.add({ userId, itemId, time: day * DAY, type, region: '', sessionId: '' });
  }
  return builder.build();
}
const all = (): boolean => true;

describe('validationStart', () => {
  const log = logOf([
    ['u', 'a', 0],
    ['u', 'b', 50],
    ['v', 'a', 100],
    ['v', 'b', 200],
  ]);

  it('holds out a share of the time, or days, of the rows that may be used', () => {
    expect(validationStart(log, all, { share: 0.1 })).toBeCloseTo(0.9 * (200 * DAY + 1), 0);
    expect(validationStart(log, all, { share: 0.1, days: 7 })).toBe(193 * DAY + 1);
    const early = (row: number): boolean => log.time[row]! < 150 * DAY;
    expect(validationStart(log, early, { share: 0.5 })).toBeCloseTo(50 * DAY, -1);
  });

  it('is not moved by a few events of a clock that was set back', () => {
    const shop = Array.from({ length: 300 }, (_, i): [string, string, number] => ['u', `i${i % 9}`, 9000 + i]);
    const start = validationStart(logOf(shop), all, { share: 0.1 });
    expect(start).toBeCloseTo(9299 * DAY - 0.1 * 299 * DAY, -1);
    const stray: [string, string, number][] = [
      ['v', 'i1', 0],
      ['w', 'i1', 1],
      ['v', 'i2', 3000],
    ];
    expect(validationStart(logOf([...shop, ...stray]), all, { share: 0.1 })).toBe(start);
    // A tenth of the log is a beginning.
    const years = Array.from({ length: 30 }, (_, i): [string, string, number] => ['v', 'i1', i]);
    expect(validationStart(logOf([...shop, ...years]), all, { share: 0.1 })).toBeLessThan(9000 * DAY);
  });
});

describe('validationSessions', () => {
  const log = logOf([
    ['u', 'a', 1],
    ['u', 'x', 2],
    ['u', 'b', 11],
    ['u', 'a', 11],
    ['u', 'b', 11],
    ['u', 'a', 30],
    ['new', 'a', 12],
    ['new', 'b', 12],
    ['gone', 'a', 3],
  ]);
  const rows = new Map([
    ['a', 0],
    ['b', 1],
  ]);
  const before30 = (row: number): boolean => log.time[row]! < 30 * DAY;
  const options = { users: 10, seed: 1, limit: 5 };

  it('predicts a basket of the window from earlier learned events, only for users who have some', () => {
    expect(validationSessions(log, before30, 10 * DAY, rows, options)).toEqual([
      {
        userId: 'u',
        time: 11 * DAY,
        history: [{ itemId: 'a', type: 3, time: DAY, region: '', session: 0 }],
        targets: [1, 0],
      },
    ]);
  });

  it('draws among the baskets of the window by the seed, and takes the newest events before', () => {
    const drawn = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const [session] = validationSessions(log, all, 10 * DAY, rows, { ...options, seed, limit: 2 });
      drawn.add(session!.history.map(({ itemId, time }) => `${itemId}${time / DAY}`).join());
      expect(validationSessions(log, all, 10 * DAY, rows, { ...options, seed, limit: 2 })).toEqual([session]);
    }
    expect(drawn).toEqual(new Set(['a1', 'a11,b11']));
  });

  it('takes no more users than it may', () => {
    const many = logOf(
      Array.from({ length: 30 }, (_, i): [string, string, number][] => [
        [`u${i}`, 'a', 1],
        [`u${i}`, 'b', 11],
      ]).flat(),
    );
    const sessions = validationSessions(many, all, 10 * DAY, rows, { ...options, users: 7 });
    expect(new Set(sessions.map(({ userId }) => userId)).size).toBe(7);
  });

  it('asks for the next purchases, from a history of everything', () => {
    const mixed = logOf([
      ['u', 'a', 1, 1],
      ['u', 'b', 11, 2],
      ['u', 'a', 12, 1],
      ['u', 'b', 12],
      ['u', 'a', 13, 1],
      ['looks', 'a', 11, 1],
      ['looks', 'b', 12, 1],
    ]);
    const sessions = validationSessions(mixed, all, 10 * DAY, rows, { ...options, baskets: { target: 'purchase' } });
    expect(sessions.map(({ userId, time, targets }) => ({ userId, time, targets }))).toEqual([
      { userId: 'u', time: 12 * DAY, targets: [1] },
    ]);
    expect(sessions[0]!.history.map(({ itemId, type }) => `${itemId} ${type}`)).toEqual(['a 1', 'b 2']);
  });
});
