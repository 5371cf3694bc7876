import { LIMITS } from '@stars/contracts';
import { type LocalClock, lowerBound, sampleOrder } from '@stars/features';
import { NEIGHBOUR_USERS, type NeighbourLogs, SessionLogBuilder } from '@stars/ranking';
import { dayStart } from '../day-start.js';
import { type CountedEvents, eventsOf } from './counted-events.js';
import { logSessions } from './log-sessions.js';

/**
 * What neighbours are found from on a morning: of a sample of the users, the sessions before it that a profile then keeps.
 * @param met Purchases, and events of the other kinds that count. @param browsing Whether sessions of all users are wanted, too.
 */
export function neighbourLogs(
  purchases: CountedEvents,
  met: CountedEvents,
  clock: LocalClock,
  morning: number,
  browsing = false,
): NeighbourLogs {
  const { log } = met;
  const before = dayStart(clock, morning);
  const builders = { purchases: new SessionLogBuilder(), met: new SessionLogBuilder() };
  let sampled = 0;
  for (const user of sampleOrder(log.users)) {
    if (sampled >= NEIGHBOUR_USERS) break;
    const begin = log.userOffsets[user]!;
    const to = lowerBound(log.time, begin, log.userOffsets[user + 1]!, before);
    const from = Math.max(begin, to - LIMITS.historyEvents);
    const eventsIn = (counted: CountedEvents) =>
      [...eventsOf(counted, clock, user, from, to)].filter(({ item }) => item >= 0);
    const events = eventsIn(met);
    if (events.length === 0) continue;
    builders.met.addUser(events);
    builders.purchases.addUser(eventsIn(purchases));
    sampled++;
  }
  const sessions = browsing ? logSessions(met, before) : undefined;
  return { purchases: builders.purchases.build(), met: builders.met.build(), sessions };
}
