/** A time of the shop without its zone, to the minute, such as `2026-12-24T18:00`: two of them compare as texts, as in a rule. */
export type LocalTime = string;

export const DAY_MS = 86_400_000;

/** @param timeZone IANA name of the shop's */
export const localNow = (timeZone: string, now = Date.now()): LocalTime =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(now).replace(' ', 'T');

/** A day, or a time to the minute → the time. */
export const toMinute = (given: string): LocalTime => (given === '' ? '' : given.padEnd(16, 'T00:00'));

/** As if the shop were in UTC: only for the calendar. */
export const utcOf = (given: string): number => Date.parse(`${toMinute(given)}Z`);

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const isMidnight = (given: string): boolean => toMinute(given).endsWith('T00:00');

/** In the language of the page: a day, or a day with a time where that is not midnight. */
export function formatLocal(language: string, given: string): string {
  const format = new Intl.DateTimeFormat(language, {
    ...{ timeZone: 'UTC', dateStyle: 'medium' },
    ...(isMidnight(given) ? {} : { timeStyle: 'short' }),
  });
  return format.format(utcOf(given));
}

/** The last day of what ends at a midnight; else undefined. */
export const lastDay = (until: string): string | undefined =>
  isMidnight(until) ? dayOf(utcOf(until) - DAY_MS) : undefined;
