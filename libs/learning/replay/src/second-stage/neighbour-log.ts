import { LIMITS } from '@stars/contracts';
import { type InteractionLog, inSampleOrder, type LocalClock } from '@stars/features';
import { NEIGHBOUR_USERS, type SessionLog, SessionLogBuilder } from '@stars/ranking';
import { dayStart } from '../day-start.js';
import { type CountedEvents, eventsOf } from './counted-events.js';

/**
 * What neighbours are found from on a morning: of a sample of the users, the sessions before it that a profile then keeps. A gateway
 * gets the same from the profile store.
 */
export function neighbourLog(counted: CountedEvents, clock: LocalClock, morning: number): SessionLog {
  const { log } = counted;
  const before = dayStart(clock, morning);
  const builder = new SessionLogBuilder();
  let sampled = 0;
  const order = [...log.users.keys()].sort((a, b) => inSampleOrder(log.users[a]!, log.users[b]!));
  for (const user of order) {
    if (sampled >= NEIGHBOUR_USERS) break;
    const to = firstRowFrom(log, user, before);
    const from = Math.max(log.userOffsets[user]!, to - LIMITS.historyEvents);
    const events = [...eventsOf(counted, clock, user, from, to)].filter(({ item }) => item >= 0);
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
