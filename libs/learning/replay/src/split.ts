import { StarsError } from '@stars/errors';
import { dateToDay, dayToDate, type InteractionLog, type LocalClock, type TargetKind } from '@stars/features';
import { dayStart } from './day-start.js';
import type { EvaluationSet, Split } from './evaluation-set.js';
import { buildUserDays } from './user-days.js';

export interface TimeSplitOptions {
  /** Share of the time range that is tested, above 0 and below 1 (default 0.1). Ignored if `from` is given. */
  fraction?: number;
  /** First and last local date tested, `YYYY-MM-DD`; `to` defaults to the last date of the log. */
  from?: string;
  to?: string;
  /** Distinct (user, day) in training that make an item part of the catalogue (default 1). */
  minInteractions?: number;
  /**
   * `validation`: evaluates the same share of the time before the tested dates, with the catalogue from before it. Nothing is
   * known of the tested dates. Default: `test`.
   */
  split?: Split;
  /** The catalogue's items. Absent: those with enough interactions. */
  catalogue?: readonly string[];
  /** The kind of event that is a target. Absent: chosen from the log. */
  target?: TargetKind;
}

/**
 * Split by time: user-days of the last part of the time range are tested; the catalogue is that of the time before.
 * Errors: `STARS_OUT_OF_RANGE`, `STARS_INVALID_TIME`, `STARS_NOT_ENOUGH_DATA`.
 */
export function splitByTime(log: InteractionLog, clock: LocalClock, options: TimeSplitOptions = {}): EvaluationSet {
  const [first, last] = timeRange(log);
  const fraction = options.fraction ?? 0.1;
  if (!(fraction > 0 && fraction < 1)) {
    throw new StarsError('STARS_OUT_OF_RANGE', 'The tested share of the time range must lie between 0 and 1.', {
      field: 'fraction',
    });
  }
  const testFrom =
    options.from === undefined ? clock.day(last - fraction * (last - first)) : localDay(options.from, 'from');
  const split = options.split ?? 'test';
  // The inner split cuts the time before the outer one by the same share.
  const trained = Math.min(last, dayStart(clock, testFrom)) - first;
  const from = split === 'test' ? testFrom : clock.day(first + (1 - fraction) * trained);
  const lastTested = options.to === undefined ? clock.day(last) : localDay(options.to, 'to');
  const to = split === 'test' ? lastTested : testFrom - 1;
  const evaluated = { name: split, from, to };
  return buildUserDays(log, clock, {
    ...{ target: options.target, catalogue: options.catalogue },
    protocol: 'time',
    split,
    title: `Split by time, ${split === 'test' ? 'tested' : 'validated'} from ${dayToDate(from)} to ${dayToDate(to)}`,
    catalogueThrough: from - 1,
    minInteractions: options.minInteractions ?? 1,
    periods: [{ name: 'train', from: clock.day(first), to: from - 1 }, evaluated],
    evaluate: evaluated,
  });
}

function timeRange(log: InteractionLog): [first: number, last: number] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const time of log.time) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  if (log.time.length === 0)
    throw new StarsError('STARS_NOT_ENOUGH_DATA', 'The log holds no interaction: import events first.');
  return [first, last];
}

function localDay(date: string, field: string): number {
  const day = dateToDay(date);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || dayToDate(Number.isNaN(day) ? 0 : day) !== date) {
    throw new StarsError('STARS_INVALID_TIME', `${field} must be a date such as 2026-01-31.`, { field });
  }
  return day;
}
