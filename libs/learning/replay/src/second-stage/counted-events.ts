import { type InteractionLog, isTargetType, type LocalClock } from '@stars/features';
import { type SessionEvent, type SessionLog, SessionLogBuilder } from '@stars/ranking';
import type { EvaluationSet } from '../evaluation-set.js';

/** The events of a log that something is found from. */
export interface CountedEvents {
  log: InteractionLog;
  /** By index in the log's items; below 0: the item does not count. */
  itemOf: Int32Array;
  /** Whether the event of a row counts. */
  counts: (row: number, user: number) => boolean;
}

/**
 * The target events of a set, and events of some other types. It may leave out the last events of users.
 * @param others Types of events.
 */
export function countedEvents(
  { log, catalogueOf, target, interactions }: EvaluationSet,
  others: readonly number[] = [],
): CountedEvents {
  const { row, userOffsets } = interactions;
  const last = (user: number): number => row[userOffsets[user + 1]! - 1] ?? -1;
  const counts = (type: number): boolean => isTargetType(target, type) || others.includes(type);
  return { log, itemOf: catalogueOf, counts: (at, user) => counts(log.type[at]!) && at <= last(user) };
}

/** The events of one user in rows `from` to `to` (exclusive) that count; also those of items that do not. */
export function* eventsOf(
  { log, itemOf, counts }: CountedEvents,
  clock: LocalClock,
  user: number,
  from = log.userOffsets[user]!,
  to = log.userOffsets[user + 1]!,
): Generator<SessionEvent> {
  for (let row = from; row < to; row++) {
    if (!counts(row, user)) continue;
    const time = log.time[row]!;
    const place = row - log.userOffsets[user]!;
    const item = itemOf[log.item[row]!]!;
    yield { item, day: clock.day(time), hour: clock.hour(time), region: log.region[row]!, place };
  }
}

/** The sessions of all users. */
export function sessionLogOf(counted: CountedEvents, clock: LocalClock): SessionLog {
  const builder = new SessionLogBuilder();
  for (const user of counted.log.users.keys()) builder.addUser(eventsOf(counted, clock, user));
  return builder.build();
}
