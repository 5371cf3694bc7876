import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityRange, bucketStarts, RANGE_DEFAULTS, startOfDay, wallClock } from './activity-range.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** With clocks that change at midnight, by half an hour, and never. */
const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kolkata');

describe('the range of the page', () => {
  it('has days that begin with their date, wherever clocks change', () => {
    fc.assert(
      fc.property(fc.integer({ min: 14_600, max: 22_000 }), zone, (day, name) => {
        const start = startOfDay(day * DAY, name);
        expect(Math.floor(wallClock(start, name) / DAY)).toBe(day);
        expect(Math.floor(wallClock(start - 1000, name) / DAY)).toBe(day - 1);
      }),
    );
  });

  it('has an hour or a day for each bucket, the last of which goes on', () => {
    const now = Date.parse('2026-03-30T10:30:00Z');
    const week = activityRange({ days: '7', day: '', zone: 'Europe/Berlin' }, now);
    expect(week).toEqual({
      ...{ from: Date.parse('2026-03-23T23:00:00Z'), until: undefined, bucket: 'day' },
      ...{ zone: 'Europe/Berlin', named: 'Europe/Berlin' },
    });
    const lengths = bucketStarts(week, now).map((at, n, all) => ((all[n + 1] ?? now) - at) / HOUR);
    expect(lengths).toEqual([24, 24, 24, 24, 24, 23, 12.5]);
    const sunday = activityRange({ days: '1', day: '2026-03-29', zone: 'Europe/Berlin' }, now);
    expect(sunday.until).toBe(week.from + 6 * DAY - HOUR);
    expect(bucketStarts(sunday, now)).toHaveLength(23);
  });

  it('leaves a zone that nobody knows to the server, and takes what is no date for today', () => {
    const state = { ...RANGE_DEFAULTS, days: 'many', day: 'soon', zone: 'Mars/Olympus' };
    const from = Date.UTC(2026, 2, 30);
    expect(activityRange(state, from + HOUR)).toEqual({
      ...{ from, until: undefined, bucket: 'hour', zone: 'UTC', named: 'Mars/Olympus' },
    });
  });
});
