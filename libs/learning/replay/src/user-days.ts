import { StarsError } from '@stars/errors';
import { dayToDate, type InteractionLog, type LocalClock, type TargetKind } from '@stars/features';
import { buildCatalogue } from './catalogue.js';
import { type DayInteractions, dayInteractions, inCatalogue } from './day-interactions.js';
import { dayStart } from './day-start.js';
import type { EvaluationCounts, EvaluationSession, EvaluationSet, PeriodCounts, Split } from './evaluation-set.js';
import { sessionOf } from './session-of.js';
import { ascendingSet } from './target.js';
import { otherEvents, targetKindOf } from './target-kind-of.js';

/** Local day numbers, both inclusive. */
export interface Period {
  name: string;
  from: number;
  to: number;
}

export interface UserDayOptions {
  /** Absent: chosen from the log. */
  target?: TargetKind;
  protocol: EvaluationSet['protocol'];
  split: Split;
  title: string;
  /** The catalogue comes from the interactions up to and including this day. */
  catalogueThrough: number;
  minInteractions: number;
  /** The catalogue's items; absent: chosen by the two numbers above. */
  catalogue?: readonly string[];
  /** Counted and reported. */
  periods: Period[];
  /** The period whose sessions are evaluated. */
  evaluate: Period;
}

/**
 * Sessions are user-days with a target event: everything a user bought on one local day is the target, and everything the user
 * did on earlier days is the history, of every kind. What the user looked at that day is neither: the request is the first event of
 * the day. Of other users, only events before the start of that day may be used.
 * Errors: `STARS_NOT_ENOUGH_DATA` when the period has no session, or training no item.
 */
export function buildUserDays(log: InteractionLog, clock: LocalClock, options: UserDayOptions): EvaluationSet {
  const target = targetKindOf(log, options.target);
  const all = dayInteractions(log, clock, { target });
  const catalogue = buildCatalogue(log, dayInteractions(log, clock), {
    throughDay: options.catalogueThrough,
    minInteractions: options.minInteractions,
    ids: options.catalogue,
  });
  const interactions = inCatalogue(all, catalogue.indexOf);
  const sessions: EvaluationSession[] = [];
  const starts = new Map<number, number>();
  let withoutCatalogueTarget = 0;
  for (const { user, day, from, to } of userDays(all)) {
    if (day < options.evaluate.from || day > options.evaluate.to) continue;
    const purchased: number[] = [];
    for (let a = from; a < to; a++) {
      const index = catalogue.indexOf[all.item[a]!]!;
      if (index >= 0) purchased.push(index);
    }
    if (purchased.length === 0) {
      withoutCatalogueTarget++;
      continue;
    }
    if (!starts.has(day)) starts.set(day, dayStart(clock, day));
    const label = { row: all.begin[from]!, day, before: starts.get(day)!, target: ascendingSet(purchased) };
    sessions.push(sessionOf({ log, interactions }, user, label));
  }
  if (sessions.length === 0) {
    throw new StarsError(
      'STARS_NOT_ENOUGH_DATA',
      `No session with a ${target} event from ${dayToDate(options.evaluate.from)} to ${dayToDate(options.evaluate.to)}.`,
    );
  }
  return {
    protocol: options.protocol,
    split: options.split,
    title: options.title,
    target,
    log,
    catalogue: catalogue.ids,
    catalogueOf: catalogue.indexOf,
    interactions,
    sessions,
    trainTo: rowsBefore(log, dayStart(clock, options.evaluate.from)),
    counts: {
      ...countPeriods(all, catalogue.indexOf, options.periods),
      otherEvents: otherEvents(log, target),
      catalogueItems: catalogue.ids.length,
      withoutCatalogueTarget,
      withoutHistory: 0,
      ...countSessions(sessions),
    },
  };
}

/** Ranges of `all` that are one user on one day. */
function* userDays(all: DayInteractions): Generator<{ user: number; day: number; from: number; to: number }> {
  for (let user = 0; user + 1 < all.userOffsets.length; user++) {
    const end = all.userOffsets[user + 1]!;
    for (let from = all.userOffsets[user]!; from < end; ) {
      const day = all.day[from]!;
      let to = from + 1;
      while (to < end && all.day[to] === day) to++;
      yield { user, day, from, to };
      from = to;
    }
  }
}

/** [U] first row of each user whose time is not below `time`. */
function rowsBefore(log: InteractionLog, time: number): Uint32Array {
  return Uint32Array.from(log.users, (_, u) => {
    let row = log.userOffsets[u]!;
    while (row < log.userOffsets[u + 1]! && log.time[row]! < time) row++;
    return row;
  });
}

function countPeriods(
  all: DayInteractions,
  catalogueOf: Int32Array,
  periods: Period[],
): Pick<EvaluationCounts, 'interactions' | 'sessions' | 'periods'> {
  const counts: Record<string, PeriodCounts> = {};
  for (const { name } of periods) counts[name] = { rows: 0, rowsInCatalogue: 0, sessions: 0 };
  let sessions = 0;
  for (const { day, from, to } of userDays(all)) {
    sessions++;
    const period = periods.find((p) => day >= p.from && day <= p.to);
    if (period === undefined) continue;
    const count = counts[period.name]!;
    count.sessions++;
    count.rows += to - from;
    for (let a = from; a < to; a++) if (catalogueOf[all.item[a]!]! >= 0) count.rowsInCatalogue++;
  }
  return { interactions: all.row.length, sessions, periods: counts };
}

/** Statistics of the sessions of a set. */
export function countSessions(
  sessions: readonly EvaluationSession[],
): Pick<EvaluationCounts, 'evaluatedSessions' | 'evaluatedUsers' | 'exploreSessions'> {
  return {
    evaluatedSessions: sessions.length,
    evaluatedUsers: new Set(sessions.map((s) => s.user)).size,
    exploreSessions: sessions.filter((s) => s.targetNew.length > 0).length,
  };
}
