import fc from 'fast-check';
import { type SessionEvent, type SessionLog, SessionLogBuilder } from '../session-log.js';

export const ITEMS = 9;
/** Two levels of groups of those items, finest first; some items have none. */
export const LEVELS = [
  Int32Array.of(0, 0, 1, 1, 2, 2, -1, 3, 0),
  Int32Array.of(0, 0, 0, 0, 1, 1, -1, -1, 0),
] as const satisfies Int32Array[];

export interface UserEvent extends SessionEvent {
  user: number;
}

/** A distinct (user, day, item) of some events: what the statistics count. */
export interface Purchase {
  user: number;
  day: number;
  item: number;
  region: number;
  /** Items of the session. */
  size: number;
}

/** Events of up to four users over 150 days, each user's in ascending order of time. */
export const userEvents = fc
  .array(
    fc.record({
      user: fc.nat(3),
      day: fc.integer({ min: -20, max: 130 }),
      hour: fc.nat(23),
      region: fc.nat(2),
      item: fc.integer({ min: -1, max: ITEMS - 1 }),
    }),
    { maxLength: 120 },
  )
  .map((events): UserEvent[] => events.sort((a, b) => a.user - b.user || a.day - b.day || a.hour - b.hour));

export function logOf(events: readonly UserEvent[], users = 4): SessionLog {
  const builder = new SessionLogBuilder();
  for (let user = 0; user < users; user++) builder.addUser(events.filter((event) => event.user === user));
  return builder.build();
}

/** The first session of the user whose day is not before `day`, by looking at every session. */
export function firstSessionFrom(log: SessionLog, user: number, day: number): number {
  const [from, to] = [log.userOffsets[user]!, log.userOffsets[user + 1]!];
  return from + log.day.subarray(from, to).filter((of) => of < day).length;
}

/** The purchases of some events, by looking at every event each time. */
export function purchasesOf(events: readonly UserEvent[]): Purchase[] {
  const known = events.filter(({ item }) => item >= 0);
  const found = new Map<string, Purchase>();
  for (const { user, day, item } of known) {
    const ofDay = events.filter((event) => event.user === user && event.day === day);
    const size = new Set(ofDay.filter((event) => event.item >= 0).map((event) => event.item)).size;
    found.set(`${user} ${day} ${item}`, { user, day, item, region: ofDay.at(-1)!.region, size });
  }
  return [...found.values()];
}
