import { StarsError } from '@stars/errors';

const NUMBER = /^[+]?\d+(\.\d+)?([eE]\+?\d+)?$/;

/** Numbers from here on are milliseconds, microseconds or nanoseconds; smaller ones seconds. In seconds this is the year 5138. */
const MILLISECONDS = 1e11;
const MICROSECONDS = 1e14;
const NANOSECONDS = 1e17;

/**
 * A time of the import format: a number (or its digits in a text) is a time since 1970 in seconds, milliseconds,
 * microseconds or nanoseconds, by its size. Anything else is returned unchanged.
 * Errors: `STARS_INVALID_TIME` with the column as field.
 */
export function timeValue(value: unknown, column: string): unknown {
  if (typeof value === 'bigint') return epoch(Number(value), column);
  if (typeof value === 'number') return epoch(value, column);
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (NUMBER.test(text)) return epoch(Number(text), column);
  // 2014/05/31 is as unambiguous as 2014-05-31; 05/31/2014 is not.
  return text.replace(/^(\d{4})\/(\d{2})\/(\d{2})/, '$1-$2-$3');
}

function epoch(number: number, column: string): Date {
  const ms =
    number < MILLISECONDS
      ? number * 1000
      : number < MICROSECONDS
        ? number
        : number < NANOSECONDS
          ? number / 1000
          : number / 1e6;
  const time = new Date(ms);
  if (!(number >= 0) || Number.isNaN(time.getTime())) {
    throw new StarsError('STARS_INVALID_TIME', `${column} is ${number}, which is no time since 1970`, {
      field: column,
    });
  }
  return time;
}
