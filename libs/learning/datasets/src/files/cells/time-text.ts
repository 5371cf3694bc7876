import { StarsError } from '@stars/errors';
import type { ZoneTimes } from './zone-times.js';

const NUMBER = /^[+]?\d+(\.\d+)?([eE]\+?\d+)?$/;

/** Numbers from here on are milliseconds, microseconds or nanoseconds; smaller ones seconds. In seconds this is the year 5138. */
const MILLISECONDS = 1e11;
const MICROSECONDS = 1e14;
const NANOSECONDS = 1e17;

/** 20240131: as seconds it would be a day of 1970. */
const DAY_NUMBER = /^(19|20)(\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;
const GERMAN = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const WITHOUT_OFFSET = /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?$/;

/**
 * A time of the import format: a number (or its digits in a text) is a time since 1970 in seconds, milliseconds,
 * microseconds or nanoseconds, by its size. A text without an offset is a time of the zone. Anything else is returned unchanged.
 * Errors: `STARS_INVALID_TIME` with the column as field.
 */
export function timeValue(value: unknown, column: string, zone?: ZoneTimes): unknown {
  if (typeof value === 'bigint') return epoch(Number(value), column);
  if (typeof value === 'number')
    return DAY_NUMBER.test(String(value)) ? local(String(value), zone) : epoch(value, column);
  return typeof value === 'string' ? textTime(value.trim(), column, zone) : value;
}

function textTime(text: string, column: string, zone: ZoneTimes | undefined): unknown {
  // BigQuery ends its times in " UTC".
  if (text[4] === '-') return local(text.endsWith(' UTC') ? `${text.slice(0, -4)}Z` : text, zone);
  if (DAY_NUMBER.test(text)) return local(text, zone);
  if (NUMBER.test(text)) return epoch(Number(text), column);
  const german = GERMAN.exec(text);
  if (german !== null) {
    const [, day = '', month = '', year, hour = '0', minute = '00', second = '00'] = german;
    return local(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}`, zone);
  }
  // 2014/05/31 is as unambiguous as 2014-05-31; 05/31/2014 is not.
  return local(text.replace(/^(\d{4})\/(\d{2})\/(\d{2})/, '$1-$2-$3'), zone);
}

const two = (digits: string): string => digits.padStart(2, '0');

/** The moment of a time without offset; other texts unchanged. */
function local(text: string, zone: ZoneTimes | undefined): unknown {
  const iso = text.length === 8 ? text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3') : text;
  if (zone === undefined || !WITHOUT_OFFSET.test(iso)) return iso;
  const wall = Date.parse(`${iso.length === 10 ? `${iso}T00:00` : iso.replace(/[t ]/, 'T')}Z`);
  // A day that does not exist stays a text, which the check of the row refuses.
  return Number.isNaN(wall) || new Date(wall).getUTCDate() !== Number(iso.slice(8, 10))
    ? iso
    : new Date(zone.moment(wall));
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
