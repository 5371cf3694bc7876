import { LIMITS } from '@stars/contracts';
import { type InteractionLog, inSampleOrder, type LocalClock } from '@stars/features';
import { NEIGHBOUR_USERS, type SessionEvent, type SessionLog, SessionLogBuilder } from '@stars/ranking';
import { dayStart } from '../day-start.js';

export interface NeighbourEvents {
  log: InteractionLog;
  /** By index in the log's items; below 0: it does not count. */
  itemOf: Int32Array;
  /** Whether the event of a row counts. */
  counts: (row: number, user: number) => boolean;
}

/**
 * What neighbours are found from on a morning: of a sample of the users, the sessions before it that a profile then keeps. A gateway
 * gets the same from the profile store.
 */
export function neighbourLog({ log, itemOf, counts }: NeighbourEvents, clock: LocalClock, morning: number): SessionLog {
  const before = dayStart(clock, morning);
  const builder = new SessionLogBuilder();
  let sampled = 0;
  const order = [...log.users.keys()].sort((a, b) => inSampleOrder(log.users[a]!, log.users[b]!));
  for (const user of order) {
    if (sampled >= NEIGHBOUR_USERS) break;
    const to = firstRowFrom(log, user, before);
    const events: SessionEvent[] = [];
    for (let row = Math.max(log.userOffsets[user]!, to - LIMITS.historyEvents); row < to; row++) {
      const item = itemOf[log.item[row]!]!;
      if (item < 0 || !counts(row, user)) continue;
      const time = log.time[row]!;
      events.push({ item, day: clock.day(time), hour: clock.hour(time), region: log.region[row]! });
    }
    if (events.length === 0) continue;
    builder.addUser(events);
    sampled++;
  }
  return builder.build();
}

/** The user's first row that is not before `time`, ms. */
function firstRowFrom(log: InteractionLog, user: number, time: number): number {
  let low = log.userOffsets[user]!;
  let high = log.userOffsets[user + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (log.time[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
