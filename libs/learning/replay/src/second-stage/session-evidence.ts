import { type InteractionLog, isTargetType, type LocalClock } from '@stars/features';
import { type OwnTimedEvent, type SessionEvent, type SessionLog, SessionLogBuilder } from '@stars/ranking';
import { type EvaluationSession, type EvaluationSet, knownFrom } from '../evaluation-set.js';
import type { NeighbourEvents } from './neighbour-log.js';

/**
 * The sessions of all users with events of some types.
 * @param itemOf By index in the log's items; below 0: it does not count. @param counts Whether events of a type count.
 */
export function sessionLogOf(
  log: InteractionLog,
  itemOf: Int32Array,
  clock: LocalClock,
  counts: (type: number) => boolean,
): SessionLog {
  const builder = new SessionLogBuilder();
  function* eventsOf(user: number) {
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++) {
      if (!counts(log.type[row]!)) continue;
      const time = log.time[row]!;
      yield { item: itemOf[log.item[row]!]!, day: clock.day(time), hour: clock.hour(time), region: log.region[row]! };
    }
  }
  for (let user = 0; user < log.users.length; user++) builder.addUser(eventsOf(user));
  return builder.build();
}

/** The events of a session's user that are known before it, of every kind, with items of the catalogue; and the region of the last. */
export function ownEvents(
  { log, catalogueOf, target }: Pick<EvaluationSet, 'log' | 'catalogueOf' | 'target'>,
  session: EvaluationSession,
): { events: OwnTimedEvent[]; region: number } {
  const events: OwnTimedEvent[] = [];
  let region = 0;
  for (let row = knownFrom(session); row < session.historyTo; row++) {
    const item = catalogueOf[log.item[row]!]!;
    if (item < 0) continue;
    const type = log.type[row]!;
    region = log.region[row]!;
    events.push({ item, type, target: isTargetType(target, type), time: log.time[row]! });
  }
  return { events, region };
}

/** The target events of a session's user that are known before it, with items of the catalogue. */
export function* knownPurchases(
  { log, catalogueOf, target }: EvaluationSet,
  clock: LocalClock,
  session: EvaluationSession,
): Generator<SessionEvent> {
  for (let row = knownFrom(session); row < session.historyTo; row++) {
    const item = catalogueOf[log.item[row]!]!;
    if (item < 0 || !isTargetType(target, log.type[row]!)) continue;
    const time = log.time[row]!;
    yield { item, day: clock.day(time), hour: clock.hour(time), region: log.region[row]! };
  }
}

/** The events that neighbours are found from. A set may leave out the last events of users. */
export function countedEvents({ log, catalogueOf, target, interactions }: EvaluationSet): NeighbourEvents {
  const { row, userOffsets } = interactions;
  return {
    log,
    itemOf: catalogueOf,
    counts: (at, user) =>
      isTargetType(target, log.type[at]!) && userOffsets[user + 1]! > 0 && at <= row[userOffsets[user + 1]! - 1]!,
  };
}
