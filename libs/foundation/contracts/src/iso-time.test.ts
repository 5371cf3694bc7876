import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from './field-problem.js';
import { parseTime } from './iso-time.js';
import { LIMITS } from './limits.js';
import { failureOf } from './testing/stars-failure.js';

const read = (value: unknown) => at('time', () => parseTime(value));

describe('parseTime', () => {
  it('reads back every time that toISOString writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: LIMITS.earliestTime, max: LIMITS.latestTime }), (ms) => {
        expect(read(new Date(ms).toISOString()).getTime()).toBe(ms);
        expect(read(new Date(ms)).getTime()).toBe(ms);
      }),
    );
  });

  it.each([
    ['2017-11-27T18:30:00-05:00', '2017-11-27T23:30:00.000Z'],
    ['2017-11-27T18:30:00+0530', '2017-11-27T13:00:00.000Z'],
    ['2017-11-27T18:30:00+02', '2017-11-27T16:30:00.000Z'],
    ['2017-11-27T18:30:00+23:59', '2017-11-26T18:31:00.000Z'],
    ['2017-11-27 18:30:00.123456', '2017-11-27T18:30:00.123Z'],
    ['2017-11-27T18:30:00.1Z', '2017-11-27T18:30:00.100Z'],
    ['2017-11-27T18:30Z', '2017-11-27T18:30:00.000Z'],
    ['2017-11-27', '2017-11-27T00:00:00.000Z'],
    ['2016-02-29', '2016-02-29T00:00:00.000Z'],
  ])('reads %s', (text, iso) => {
    expect(read(text).toISOString()).toBe(iso);
  });

  it.each([
    'yesterday',
    '',
    '2017',
    '2017-11-27T',
    '2017-02-29',
    '2017-04-31',
    '2017-13-01',
    '2017-00-01',
    '2017-01-00',
    '2017-01-01T24:00:00Z',
    '2017-01-01T23:60:00Z',
    '2017-01-01T23:59:60Z',
    '2017-01-01T00:00:00+24:00',
    '2017-01-01T00:00:00+01:60',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:00:00+01:00',
    '11/27/2017',
    '1511807400',
    ' 2017-11-27',
    '2017-11-27\n',
  ])('refuses %j', (text) => {
    expect(failureOf(() => read(text))).toBe('STARS_INVALID_TIME time');
  });

  it('refuses what is neither text nor Date', () => {
    expect(failureOf(() => read(1511807400000))).toBe('STARS_INVALID_FIELD time');
    expect(failureOf(() => read(new Date(Number.NaN)))).toBe('STARS_INVALID_TIME time');
  });
});
