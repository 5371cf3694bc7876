import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateToDay, dayToDate, LocalClock, weekday } from './local-time.js';

const HOUR = 3_600_000;

/** The result of Intl, without a cache. */
function intl(timeZone: string, time: number): { date: string; hour: number; weekday: string } {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
  }).format(time);
  const [date, hour] = text.split(' ');
  const name = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short' }).format(time);
  return { date: date!, hour: Number(hour), weekday: name };
}

describe('LocalClock', () => {
  const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

  it.each([
    'UTC',
    'America/New_York',
    'Asia/Kathmandu',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Australia/Adelaide',
    'Pacific/Apia',
  ])('agrees with Intl at any time in %s', (timeZone) => {
    const clock = new LocalClock(timeZone);
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1960, 0), max: Date.UTC(2045, 0) }), (time) => {
        const day = clock.day(time);
        expect({ date: dayToDate(day), hour: clock.hour(time), weekday: WEEKDAYS[weekday(day)] }).toEqual(
          intl(timeZone, time),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('skips an hour in spring and has one twice in autumn', () => {
    const clock = new LocalClock('America/New_York');
    const spring = Date.UTC(2017, 2, 12, 7);
    expect([spring - 1, spring].map((time) => clock.hour(time))).toEqual([1, 3]);
    const autumn = Date.UTC(2017, 10, 5, 6);
    expect([autumn - HOUR, autumn - 1, autumn, autumn + HOUR].map((time) => clock.hour(time))).toEqual([1, 1, 1, 2]);
    expect(dayToDate(clock.day(autumn))).toBe('2017-11-05');
  });

  it.each([
    // 2:00 becomes 3:00 at half past five, UTC.
    ['America/St_Johns', Date.UTC(2024, 2, 10, 5, 30), [1, 3]],
    // 2:00 becomes 2:30 at half past three, UTC; half an hour of the clock, not an hour.
    ['Australia/Lord_Howe', Date.UTC(2024, 9, 5, 15, 30), [1, 2]],
  ])('changes within an hour of UTC in %s', (timeZone, change, hours) => {
    const clock = new LocalClock(timeZone);
    expect([change - 1, change].map((time) => clock.hour(time))).toEqual(hours);
    const jump = clock.local(change) - clock.local(change - 1) - 1;
    expect(jump).toBe(timeZone === 'Australia/Lord_Howe' ? HOUR / 2 : HOUR);
  });

  it('refuses an unknown zone', () => {
    expect(() => new LocalClock('Mars/Olympus')).toThrow(RangeError);
  });
});

describe('local day numbers', () => {
  it('count from 1970, before it too, and convert to dates and back', () => {
    expect([dateToDay('1970-01-01'), dateToDay('1969-12-31'), dateToDay('2017-03-01')]).toEqual([0, -1, 17226]);
    expect([weekday(0), weekday(-1), weekday(-8)]).toEqual([4, 3, 3]);
    fc.assert(fc.property(fc.integer({ min: -30_000, max: 60_000 }), (day) => dateToDay(dayToDate(day)) === day));
  });
});
