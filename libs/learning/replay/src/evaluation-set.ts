import { LIMITS } from '@stars/contracts';
import { type InteractionLog, isTargetType, type TargetKind } from '@stars/features';
import type { DayInteractions } from './day-interactions.js';

/** One request that is replayed: what was known when it came, and which target events followed. */
export interface EvaluationSession {
  /** `{user}_{YYYY-MM-DD}`, the date on the shop's local calendar. */
  sessionId: string;
  userId: string;
  /** Index into `log.users`. */
  user: number;
  /** Time of the request, ms UTC: that of the session's first event. Its hour and weekday may be used. */
  time: number;
  /** Local day number of the request. */
  day: number;
  /** Of other users' events, only those with a time (ms UTC) strictly below this one may be used. */
  before: number;
  /** Rows of `log` that are the user's history, of every kind: from (inclusive) to (exclusive). */
  historyFrom: number;
  historyTo: number;
  /** The target events of the same history as rows of `interactions` (catalogue items only, once a day). */
  interactionsFrom: number;
  interactionsTo: number;
  /** Catalogue indices, ascending, none twice, at least one. */
  target: Uint32Array;
  /** The unseen items of `target`: the history has no target event of them, though maybe others. May be empty. */
  targetNew: Uint32Array;
  /** What the list is because of: catalogue indices, none twice, none in `target`. Absent: the list is because of nothing. */
  seeds?: Uint32Array;
  /** Interactions with catalogue items in the history: target events only. */
  histLen: number;
  /** Days with such an interaction in the history. */
  histSessions: number;
}

/** Facts about a period of the data: target events only. They show whether two implementations follow the same protocol. */
export interface PeriodCounts {
  /** Distinct (user, day, item). */
  rows: number;
  rowsInCatalogue: number;
  /** Distinct (user, day). */
  sessions: number;
}

export interface EvaluationCounts {
  /** Distinct (user, day, item) of target events in the whole log. */
  interactions: number;
  /** Events of other kinds: inputs, and no targets. */
  otherEvents: number;
  sessions: number;
  catalogueItems: number;
  /** By name of the period: `train`, `validation`, `test`. */
  periods: Record<string, PeriodCounts>;
  evaluatedSessions: number;
  evaluatedUsers: number;
  /** Evaluated sessions with an unseen item. */
  exploreSessions: number;
  /** Sessions left out because none of their items is in the catalogue. */
  withoutCatalogueTarget: number;
  /** Users left out because they have no history (leave-one-out only). */
  withoutHistory: number;
}

export type Split = 'validation' | 'test';

/** Everything an evaluation needs: one structure for every protocol, so that all other code is the same. */
export interface EvaluationSet {
  protocol: 'cj-day' | 'time' | 'leave-one-out';
  /** `validation` is for tuning; `test` is for the last measurement. */
  split: Split;
  /** Shown with all results. */
  title: string;
  /** The kind of event that is a target, and that counts and baselines count. */
  target: TargetKind;
  /** Events of every kind. */
  log: InteractionLog;
  /** Item ids in ascending order, also of items without a target event; lists and targets are indices into it. [I] */
  catalogue: string[];
  /** `log.items` index to catalogue index, -1 if the item is not in the catalogue. */
  catalogueOf: Int32Array;
  /** Target events only. */
  interactions: DayInteractions;
  /** By user, then time. */
  sessions: EvaluationSession[];
  /** [U] end (exclusive) of each user's rows that may train a model for this evaluation. */
  trainTo: Uint32Array;
  counts: EvaluationCounts;
}

/** Catalogue indices of the user's target events before the session; may repeat. */
export function seenItems(set: EvaluationSet, session: EvaluationSession): Uint32Array {
  return set.interactions.item.subarray(session.interactionsFrom, session.interactionsTo);
}

/** Whether the lists of a set are because of seeds: of all its sessions, or of none. */
export const hasSeeds = ({ sessions }: Pick<EvaluationSet, 'sessions'>): boolean => sessions[0]?.seeds !== undefined;

/** First row of the history that a served request sees: a profile keeps a user's last events alone. */
export const knownFrom = ({ historyFrom, historyTo }: EvaluationSession): number =>
  Math.max(historyFrom, historyTo - LIMITS.historyEvents);

/** Catalogue indices of the target events that a served request sees; may repeat. */
export function knownItems({ log, catalogueOf, target }: EvaluationSet, session: EvaluationSession): number[] {
  const items: number[] = [];
  for (let row = knownFrom(session); row < session.historyTo; row++) {
    const item = catalogueOf[log.item[row]!]!;
    if (item >= 0 && isTargetType(target, log.type[row]!)) items.push(item);
  }
  return items;
}
