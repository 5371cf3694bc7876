import { problem } from './field-problem.js';
import { LIMITS } from './limits.js';

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;
const MINUTE_MS = 60_000;

type Six = [number, number, number, number, number, number];

/**
 * Reads an ISO 8601 time, such as `2017-11-27T18:30:00.250-05:00`. Without an offset it is UTC; a date alone is its
 * midnight in UTC; below a millisecond it is cut. A Date is taken as it is.
 * Errors: `STARS_INVALID_TIME`, `STARS_INVALID_FIELD` (neither text nor Date).
 */
export function parseTime(value: unknown): Date {
  if (value instanceof Date) return inRange(value.getTime());
  if (typeof value !== 'string') throw problem('STARS_INVALID_FIELD', 'must be an ISO 8601 time');
  const match = ISO.exec(value);
  if (match === null) throw problem('STARS_INVALID_TIME', 'is not an ISO 8601 time, such as 2024-02-10T12:00:00Z');
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as Six;
  const [fraction = '', offset = 'Z'] = match.slice(7);
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  // A day or a month that does not exist becomes one of the next month or year.
  const exists = local.getUTCDate() === day && local.getUTCMonth() === month - 1;
  if (!exists || hour > 23 || minute > 59 || second > 59) {
    throw problem('STARS_INVALID_TIME', 'is a date or a time of day that does not exist');
  }
  return inRange(local.getTime() - offsetMinutes(offset) * MINUTE_MS);
}

function offsetMinutes(offset: string): number {
  if (offset === 'Z' || offset === 'z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', ''));
  if (hours > 23 || minutes > 59) throw problem('STARS_INVALID_TIME', 'has an offset that does not exist');
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function inRange(ms: number): Date {
  if (!(ms >= LIMITS.earliestTime && ms <= LIMITS.latestTime)) {
    throw problem('STARS_INVALID_TIME', 'is not a time from 1970 to 9999');
  }
  return new Date(ms);
}
