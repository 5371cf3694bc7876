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
 * The target events of a set, of which it may leave out the last ones of users, and events of some other types.
 * @param others Types of events.
 */
export function countedEvents(
  { log, catalogueOf, target, interactions }: EvaluationSet,
  others: readonly number[] = [],
): CountedEvents {
  const { row, userOffsets } = interactions;
  const last = (user: number): number => row[userOffsets[user + 1]! - 1] ?? -1;
  const counts = (at: number, user: number): boolean => {
    const type = log.type[at]!;
    return others.includes(type) || (isTargetType(target, type) && at <= last(user));
  };
  return { log, itemOf: catalogueOf, counts };
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
