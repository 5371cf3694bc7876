import { LocalClock } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { splitByTime } from './split.js';
import { type SmallRow, smallLog } from './testing/small-log.js';

const clock = new LocalClock('UTC');

describe('splitByTime', () => {
  const log = smallLog(
    Array.from(
      { length: 10 },
      (_, n): SmallRow => ['u', `item ${n % 3}`, `2026-01-${String(n + 1).padStart(2, '0')}T12:00:00Z`],
    ),
  );

  it('tests the last part of the time range', () => {
    const set = splitByTime(log, clock, { fraction: 0.3 });
    expect(set.sessions.map((s) => s.sessionId)).toEqual([
      'u_2026-01-07',
      'u_2026-01-08',
      'u_2026-01-09',
      'u_2026-01-10',
    ]);
    expect(set.counts.periods['train']?.sessions).toBe(6);
    expect([...set.trainTo]).toEqual([6]);
  });

  it('accepts dates, both inclusive', () => {
    const set = splitByTime(log, clock, { from: '2026-01-05', to: '2026-01-06' });
    expect(set.sessions.map((s) => [s.sessionId, s.histLen])).toEqual([
      ['u_2026-01-05', 4],
      ['u_2026-01-06', 5],
    ]);
  });

  it('makes the catalogue from training data alone', () => {
    const set = splitByTime(log, clock, { from: '2026-01-03' });
    expect(set.catalogue).toEqual(['item 0', 'item 1']);
    expect(set.counts.withoutCatalogueTarget).toBe(3);
  });

  it.each([
    [{ fraction: 0 }, 'STARS_OUT_OF_RANGE', 'fraction'],
    [{ fraction: 1 }, 'STARS_OUT_OF_RANGE', 'fraction'],
    [{ fraction: Number.NaN }, 'STARS_OUT_OF_RANGE', 'fraction'],
    [{ from: '2026-02-30' }, 'STARS_INVALID_TIME', 'from'],
    [{ from: 'soon' }, 'STARS_INVALID_TIME', 'from'],
    [{ from: '2026-01-05', to: '06/01/2026' }, 'STARS_INVALID_TIME', 'to'],
    [{ from: '2027-01-01' }, 'STARS_NOT_ENOUGH_DATA', undefined],
  ])('refuses %j with %s', (options, code, field) => {
    expect(() => splitByTime(log, clock, options)).toThrowError(expect.objectContaining({ code, field }));
  });
});
