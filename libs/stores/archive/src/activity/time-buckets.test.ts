import { describe, expect, it } from 'vitest';
import { bucketStarts } from './time-buckets.js';

const at = (text: string): number => Date.parse(text);
const starts = (from: string, until: string, bucket: 'hour' | 'day', timeZone = 'Europe/Berlin') =>
  bucketStarts({ from: at(from), until: at(until), bucket, timeZone }).map((ms) => new Date(ms).toISOString());

describe('buckets', () => {
  it('are days of the zone, also where the clocks change', () => {
    expect(starts('2026-10-24T12:00:00Z', '2026-10-27T00:00:00Z', 'day')).toEqual(
      ['24T12', '24T22', '25T23', '26T23'].map((hour) => `2026-10-${hour}:00:00.000Z`),
    );
  });

  it('are hours of the zone: of an hour that is there twice, each; half hours where the zone has them', () => {
    expect(starts('2026-10-24T23:30:00Z', '2026-10-25T03:00:00Z', 'hour')).toEqual(
      ['24T23:30', '25T00:00', '25T01:00', '25T02:00'].map((hour) => `2026-10-${hour}:00.000Z`),
    );
    expect(starts('2026-01-01T00:30:00Z', '2026-01-01T02:00:00Z', 'hour', 'Asia/Kolkata')).toEqual(
      ['00:30', '01:30'].map((hour) => `2026-01-01T${hour}:00.000Z`),
    );
  });

  it('are at most 400', () => {
    const from = at('2026-01-01T00:00:00Z');
    const hours = (n: number) => bucketStarts({ from, until: from + n * 3_600_000, bucket: 'hour', timeZone: 'UTC' });
    expect(hours(400)).toHaveLength(400);
    expect(() => hours(401)).toThrow(expect.objectContaining({ code: 'STARS_OUT_OF_RANGE', field: 'from' }));
    expect(() => hours(1e9)).toThrow(expect.objectContaining({ code: 'STARS_OUT_OF_RANGE', field: 'from' }));
  });
});
