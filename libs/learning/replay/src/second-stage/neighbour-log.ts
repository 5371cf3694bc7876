import { LIMITS } from '@stars/contracts';
import { type LocalClock, lowerBound, sampleOrder } from '@stars/features';
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
  for (const user of sampleOrder(log.users)) {
    if (sampled >= NEIGHBOUR_USERS) break;
    const begin = log.userOffsets[user]!;
    const to = lowerBound(log.time, begin, log.userOffsets[user + 1]!, before);
    const from = Math.max(begin, to - LIMITS.historyEvents);
    const events = [...eventsOf(counted, clock, user, from, to)].filter(({ item }) => item >= 0);
    if (events.length === 0) continue;
    builder.addUser(events);
    sampled++;
  }
  return builder.build();
}
