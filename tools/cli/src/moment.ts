import { StarsError } from '@stars/errors';
import { dateToDay, LocalClock } from '@stars/features';
import { dayStart } from '@stars/replay';

/**
 * A moment from the command line, ms: an ISO 8601 time with its offset, or a date, which begins at midnight of the shop's
 * time zone. Errors: `STARS_INVALID_TIME`.
 */
export function parseMoment(text: string, timeZone: string, field: string): number {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = dateToDay(text);
    if (!Number.isNaN(day) && new Date(day * 86_400_000).toISOString().startsWith(text)) {
      return dayStart(new LocalClock(timeZone), day);
    }
  }
  const time = /T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new StarsError('STARS_INVALID_TIME', `"${text}" is neither a date nor an ISO 8601 time with its offset`, {
      field,
    });
  }
  return time;
}
