import { describe, expect, it } from 'vitest';
import { HolidayCalendar, holidayNames } from './holidays.js';
import { dateToDay } from './local-time.js';

const flagged = (calendar: HolidayCalendar, date: string): string[] =>
  calendar.flags(dateToDay(date)).map((i) => calendar.names[i]!);

describe('HolidayCalendar', () => {
  const calendar = new HolidayCalendar('US', ['Christmas Day', "New Year's Day", 'Thanksgiving Day']);

  it('flags Thanksgiving 2017 and the four days before it', () => {
    const days = [17, 18, 19, 20, 21, 22, 23, 24].map((day) => flagged(calendar, `2017-11-${day}`).length);
    expect(days).toEqual([0, 0, 1, 1, 1, 1, 1, 0]);
    expect(flagged(calendar, '2017-11-23')).toEqual(['Thanksgiving Day']);
    // The fourth Thursday is another date in another year.
    expect(flagged(calendar, '2018-11-23')).toEqual([]);
    expect(flagged(calendar, '2018-11-22')).toEqual(['Thanksgiving Day']);
  });

  it('looks ahead over the end of the year', () => {
    expect(flagged(calendar, '2017-12-27')).toEqual([]);
    expect(flagged(calendar, '2017-12-28')).toEqual(["New Year's Day"]);
    expect(flagged(calendar, '2018-01-01')).toEqual(["New Year's Day"]);
    expect(flagged(calendar, '2018-01-02')).toEqual([]);
    expect(flagged(calendar, '2017-12-25')).toEqual(['Christmas Day']);
  });

  it('has no holidays of an unknown country, and none that the model does not know', () => {
    expect(flagged(new HolidayCalendar('ZZ', ['Christmas Day']), '2017-12-25')).toEqual([]);
    expect(flagged(new HolidayCalendar('US', []), '2017-12-25')).toEqual([]);
  });
});

describe('holidayNames', () => {
  const names = (country: string, from: string, until: string): string[] =>
    holidayNames(country, dateToDay(from), dateToDay(until));

  it('lists the holidays within the days, the last one exclusive, once and sorted', () => {
    expect(names('US', '2017-12-24', '2017-12-25')).not.toContain('Christmas Day');
    expect(names('US', '2017-12-25', '2017-12-26')).toEqual(['Christmas Day']);
    const twoYears = names('US', '2016-07-01', '2018-07-01');
    expect(twoYears).toEqual([...new Set(twoYears)].sort());
    expect(twoYears).toEqual(expect.arrayContaining(['Independence Day', "New Year's Day", 'Thanksgiving Day']));
  });

  it('is empty for an unknown country', () => {
    expect(names('ZZ', '2017-01-01', '2018-01-01')).toEqual([]);
  });
});
