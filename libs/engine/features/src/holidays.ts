import Holidays from 'date-holidays';
import { dateToDay, dayToDate } from './local-time.js';

/** Shopping for a holiday starts before it: its flag is set from this many days ahead. */
const LEAD_DAYS = 4;
const DAY_MS = 86_400_000;

/** Public holidays and observances of a country, computed, as flags of a day. */
export class HolidayCalendar {
  readonly #byYear = new Map<number, Map<number, number[]>>();
  readonly #source: Holidays;

  /**
   * @param country ISO 3166-1 code; an unknown country has no holidays.
   * @param names The holidays that the model knows, in the order of its inputs.
   */
  constructor(
    country: string,
    readonly names: readonly string[],
  ) {
    this.#source = new Holidays(country);
  }

  /** Indices into `names` of the holidays on `day` (local day number) or shortly after it. */
  flags(day: number): readonly number[] {
    const year = new Date(day * DAY_MS).getUTCFullYear();
    let days = this.#byYear.get(year);
    if (!days) {
      days = this.#daysOf(year);
      this.#byYear.set(year, days);
    }
    return days.get(day) ?? [];
  }

  #daysOf(year: number): Map<number, number[]> {
    const index = new Map(this.names.map((name, i) => [name, i]));
    const days = new Map<number, number[]>();
    // The first days of January belong to the next year's list and late December looks ahead into it.
    for (const holiday of [...listed(this.#source, year), ...listed(this.#source, year + 1)]) {
      const at = index.get(holiday.name);
      if (at === undefined) continue;
      for (let day = holiday.day - LEAD_DAYS; day <= holiday.day; day++) {
        const flags = days.get(day) ?? [];
        if (!flags.includes(at)) flags.push(at);
        days.set(day, flags);
      }
    }
    return days;
  }
}

function listed(source: Holidays, year: number): { name: string; day: number }[] {
  const wanted = new Set(['public', 'observance']);
  return (source.getHolidays(year) || [])
    .filter((holiday) => wanted.has(holiday.type))
    .map((holiday) => ({
      name: holiday.name.replace(/ \(substitute day\)$/, ''),
      day: dateToDay(holiday.date.slice(0, 10)),
    }));
}

/** Names of the holidays of a country that fall on a day from `fromDay` to `untilDay` (exclusive). */
export function holidayNames(country: string, fromDay: number, untilDay: number): string[] {
  const source = new Holidays(country);
  const names = new Set<string>();
  const firstYear = Number(dayToDate(fromDay).slice(0, 4));
  const lastYear = Number(dayToDate(untilDay).slice(0, 4));
  for (let year = firstYear; year <= lastYear; year++) {
    for (const { name, day } of listed(source, year)) if (day >= fromDay && day < untilDay) names.add(name);
  }
  return [...names].sort();
}
