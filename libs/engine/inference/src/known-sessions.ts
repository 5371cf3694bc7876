import { dayOf, hourOf, type LocalClock } from '@stars/features';
import {
  type EventKinds,
  isTargetEvent,
  type OwnTimedEvent,
  type SessionLog,
  SessionLogBuilder,
  type UserEvent,
} from '@stars/ranking';

/** A user's sessions until the request, of items that have a place and target events only; and the region of the last event of any kind. */
export interface KnownSessions {
  log: SessionLog;
  lastRegion: string | undefined;
  /** Events of these items of every kind that counts, oldest first. */
  events: OwnTimedEvent[];
}

/** How to read items, days and regions of events. */
export interface EventReading {
  clock: LocalClock;
  /** Place of an item; undefined: nothing is known of it. */
  itemOf: (itemId: string) => number | undefined;
  regionOf: ReadonlyMap<string, number>;
  kinds: EventKinds | undefined;
}

/** @param history Oldest first. @param until ms since 1970: later events are ignored. */
export function knownSessions(
  history: readonly UserEvent[],
  until: number,
  { clock, itemOf, regionOf, kinds }: EventReading,
): KnownSessions {
  let lastRegion: string | undefined;
  const timed: OwnTimedEvent[] = [];
  const builder = new SessionLogBuilder();
  // Lines of a basket have one time and one region.
  let [localTime, local, regionNumber] = [Number.NaN, 0, 0];
  for (const { itemId, time, region, type } of history) {
    const item = itemOf(itemId);
    if (item === undefined || time > until) continue;
    if (region !== lastRegion) regionNumber = regionOf.get(region) ?? 0;
    lastRegion = region;
    const target = isTargetEvent(kinds, type);
    if (target || kinds?.weights.has(type)) timed.push({ item, type, target, time });
    if (!target) continue;
    if (time !== localTime) [localTime, local] = [time, clock.local(time)];
    builder.add(item, dayOf(local), hourOf(local), regionNumber);
  }
  builder.endUser();
  return { log: builder.build(), lastRegion, events: timed };
}
