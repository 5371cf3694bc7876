import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeValue } from './time-text.js';
import { ZoneTimes } from './zone-times.js';

const berlin = new ZoneTimes('Europe/Berlin');
const time = (text: string): unknown => timeValue(text, 'time', berlin);

describe('times without an offset', () => {
  it.each([
    ['2024-01-05 10:12:33', '2024-01-05T09:12:33.000Z'],
    ['2024-07-05T10:12', '2024-07-05T08:12:00.000Z'],
    ['2024-07-05', '2024-07-04T22:00:00.000Z'],
    ['20240705', '2024-07-04T22:00:00.000Z'],
    ['5.7.2024 10:12', '2024-07-05T08:12:00.000Z'],
    // The clock goes from 2:00 to 3:00, and in autumn from 3:00 to 2:00.
    ['2024-03-31 02:30', '2024-03-31T01:30:00.000Z'],
    ['2024-10-27 02:30', '2024-10-27T00:30:00.000Z'],
    ['2024-10-27 03:30', '2024-10-27T02:30:00.000Z'],
  ])('%s is of the zone', (text, utc) => expect(time(text)).toEqual(new Date(utc)));

  it('goes on as the clock would in an hour that is skipped, also west of Greenwich', () => {
    const newYork = new ZoneTimes('America/New_York');
    const utc = ['2024-03-10 02:30', '2024-03-10 03:00', '2024-11-03 01:30'].map((t) => timeValue(t, 'time', newYork));
    expect(utc).toEqual(
      ['2024-03-10T07:30Z', '2024-03-10T07:00Z', '2024-11-03T05:30Z'].map((moment) => new Date(moment)),
    );
  });

  it.each(['2024-01-05T10:12:33Z', '2024-01-05 10:12:33 +0100', '2024-02-30', 'yesterday'])(
    'leaves %s to the check of the row',
    (text) => expect(time(text)).toBe(text),
  );

  it('gives a moment at which the clock shows the time', () => {
    const zones = ['Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'];
    const clocks = zones.map((zone) => ({
      times: new ZoneTimes(zone),
      shown: new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }),
    }));
    const moment = fc.integer({ min: Date.UTC(1995) / 1000, max: Date.UTC(2035) / 1000 });
    fc.assert(
      fc.property(fc.constantFrom(...clocks), moment, ({ times, shown }, seconds) => {
        const text = shown.format(seconds * 1000);
        const found = timeValue(text, 'time', times) as Date;
        expect(shown.format(found)).toBe(text);
      }),
    );
  });
});
