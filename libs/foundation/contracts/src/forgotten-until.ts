import { EVENT_TIME_BOUNDS } from './event-time.js';
import { Objection } from './generated/stars/v1/user.js';

/** No event has such a time, so an objection is a deletion whose end never comes. What is above it is the time of the objection. */
const NEVER = 2 ** 52;

/** The wish of a user, with its time in ms since 1970. */
export interface Wish {
  time: number;
  objection?: Objection | undefined;
}

/** Whether a user objects to profiling, by until when events of that user are ignored. */
export const objects = (until: number | undefined): boolean => until !== undefined && until >= NEVER;

/** When the wish was made that this is of, ms since 1970. */
export const wishedAt = (until: number): number => (objects(until) ? until - NEVER : until);

/**
 * Until when events of a user are ignored after a wish, ms since 1970; undefined if the wish changes nothing, because a later one
 * holds, or the user objects already. Wishes come in the order of their times, and each may come again.
 */
export function forgottenUntil(before: number | undefined, { time, objection }: Wish): number | undefined {
  if (before !== undefined && time <= wishedAt(before)) return undefined;
  if (objection === Objection.OBJECTION_MADE) return NEVER + time;
  return objects(before) && objection !== Objection.OBJECTION_WITHDRAWN ? undefined : time;
}

/**
 * Until when events that come now are ignored. A deletion of a time to come was made by a clock that was ahead: what comes now comes
 * after it, but for what may have been on its way.
 */
export function ignoredUntil(until: number, now: number): number {
  const { aheadMs } = EVENT_TIME_BOUNDS;
  return objects(until) || until <= now + aheadMs ? until : now - aheadMs;
}
