import { StarsError } from '@stars/errors';
import { dateToDay, dayToDate, type InteractionLog, type LocalClock } from '@stars/features';
import { buildCatalogue } from './catalogue.js';
import { countDays, dayInteractions, inCatalogue } from './day-interactions.js';
import { dayStart } from './day-start.js';
import type { EvaluationSession, EvaluationSet, Split } from './evaluation-set.js';
import { sessionOf } from './session-of.js';
import { ascendingSet } from './target.js';
import { buildUserDays, countSessions } from './user-days.js';

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
    protocol: 'time',
    split,
    title: `Split by time, ${split === 'test' ? 'tested' : 'validated'} from ${dayToDate(from)} to ${dayToDate(to)}`,
    catalogueThrough: from - 1,
    minInteractions: options.minInteractions ?? 1,
    periods: [{ name: 'train', from: clock.day(first), to: from - 1 }, evaluated],
    evaluate: evaluated,
  });
}

/**
 * Leave one out: each user's last event is the target, everything before it the history.
 *
 * Events of one session with one time are a basket without an order, so "the last event" of a basket is all of
 * it: the target is then the set of the basket's items, none of which is in the history. Recall@K is the expected
 * Hit@K of one item drawn from it, and unlike a draw it can be recomputed from the data alone. Events of one time
 * without a common session are ordered by arrival; one that arrived in the middle of the last basket is left out of
 * the history. Users with nothing before their target are left out and counted.
 *
 * The catalogue is every item of the log. Other users' events count as known strictly before the target's time.
 * `split: 'validation'` evaluates the one before: each user's last event or basket is removed, for all users, and the last
 * one of the rest is the target.
 * Errors: `STARS_NOT_ENOUGH_DATA` when no user has two events (three for validation).
 */
export function leaveOneOut(log: InteractionLog, clock: LocalClock, options: { split?: Split } = {}): EvaluationSet {
  const split = options.split ?? 'test';
  const ends = Uint32Array.from(log.users, (_, user) => {
    const end = log.userOffsets[user + 1]!;
    return split === 'test' || end === log.userOffsets[user]! ? end : lastBasket(log, user, end)[0]!;
  });
  const all = dayInteractions(log, clock, ends);
  const catalogue = buildCatalogue(log, all, { throughDay: Number.POSITIVE_INFINITY, minInteractions: 1 });
  const interactions = inCatalogue(all, catalogue.indexOf);
  const sessions: EvaluationSession[] = [];
  const trainTo = new Uint32Array(log.users.length);
  let withoutHistory = 0;
  for (let user = 0; user < log.users.length; user++) {
    const historyFrom = log.userOffsets[user]!;
    trainTo[user] = historyFrom;
    if (ends[user] === historyFrom) continue;
    const basket = lastBasket(log, user, ends[user]!);
    trainTo[user] = basket[0]!;
    if (basket[0] === historyFrom) withoutHistory++;
    else {
      const [row, before] = [basket[0]!, log.time[basket[0]!]!];
      const target = ascendingSet(basket.map((event) => catalogue.indexOf[log.item[event]!]!));
      sessions.push(sessionOf({ log, interactions }, user, { row, day: clock.day(before), before, target }));
    }
  }
  if (sessions.length === 0) {
    throw new StarsError(
      'STARS_NOT_ENOUGH_DATA',
      'Leave-one-out needs a user with at least two events (three for validation).',
    );
  }
  return {
    protocol: 'leave-one-out',
    split,
    title: `Leave one out: the last event (or basket) of each user${split === 'test' ? '' : ' but one'}`,
    log,
    catalogue: catalogue.ids,
    catalogueOf: catalogue.indexOf,
    interactions,
    sessions,
    trainTo,
    counts: {
      interactions: all.row.length,
      sessions: log.users.reduce(
        (sum, _, user) => sum + countDays(all, all.userOffsets[user]!, all.userOffsets[user + 1]!),
        0,
      ),
      catalogueItems: catalogue.ids.length,
      periods: {},
      withoutCatalogueTarget: 0,
      withoutHistory,
      ...countSessions(sessions),
    },
  };
}

/** Rows of the user's last basket before row `end`, ascending: those with the time and the session of the last row. */
function lastBasket(log: InteractionLog, user: number, end: number): number[] {
  const last = end - 1;
  const rows = [last];
  if (log.session[last] === 0) return rows;
  for (let row = last - 1; row >= log.userOffsets[user]! && log.time[row] === log.time[last]; row--) {
    if (log.session[row] === log.session[last]) rows.unshift(row);
  }
  return rows;
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
