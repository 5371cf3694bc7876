import { at, problem } from './field-problem.js';

const MINUTE_MS = 60_000;
const YEAR_MS = 365.25 * 86_400_000;

/** How far the time of an event may lie from the clock of whoever takes it, ms. */
export interface EventTimeBounds {
  aheadMs: number;
  behindMs: number;
}

/**
 * Devices that set their clock over the network are seconds apart, and by hand minutes. A wrong time zone, an hour or more, is
 * ahead of the bound. Forty years have every shop's history, and not 1970 or 1980, where clocks without a battery begin.
 */
export const EVENT_TIME_BOUNDS: EventTimeBounds = eventTimeBounds(10, 40);

export function eventTimeBounds(aheadMinutes: number, behindYears: number): EventTimeBounds {
  return { aheadMs: aheadMinutes * MINUTE_MS, behindMs: behindYears * YEAR_MS };
}

/** What the time of an event is checked against. */
export interface EventClock {
  /** ms since 1970 */
  now: number;
  bounds: EventTimeBounds;
}

export const eventClock = ({
  clock = Date.now,
  eventTimes: bounds = EVENT_TIME_BOUNDS,
}: {
  /** ms since 1970 */
  clock?: (() => number) | undefined;
  eventTimes?: EventTimeBounds | undefined;
} = {}): EventClock => ({ now: clock(), bounds });

/** In which direction a time (ms) lies out of bounds; undefined if it does not. */
export function clockFault(time: number, { now, bounds }: EventClock): 'ahead' | 'behind' | undefined {
  if (time > now + bounds.aheadMs) return 'ahead';
  return time < now - bounds.behindMs ? 'behind' : undefined;
}

/**
 * Refuses an event whose time cannot be true. Errors: `STARS_TIME_AHEAD`, `STARS_TIME_BEHIND`, with `path` before the field. A
 * time that is absent or none at all is left to the check of the message.
 */
export function checkEventTime({ time }: { time?: Date | undefined }, clock: EventClock, path = ''): void {
  const fault = time instanceof Date ? clockFault(time.getTime(), clock) : undefined;
  if (fault === undefined) return;
  const { aheadMs, behindMs } = clock.bounds;
  at(path, () => {
    if (fault === 'ahead') {
      throw problem('STARS_TIME_AHEAD', `is more than ${aheadMs / MINUTE_MS} minutes ahead of the clock`, 'time');
    }
    throw problem('STARS_TIME_BEHIND', `is more than ${behindMs / YEAR_MS} years behind the clock`, 'time');
  });
}

/**
 * The event as it is taken: nothing happens after it has arrived, so a time ahead of the clock becomes the time of arrival. Then
 * what arrived before a deletion is not later than it. Errors: those of `checkEventTime`.
 */
export function asArrived<E extends { time?: Date | undefined }>(event: E, clock: EventClock, path = ''): E {
  checkEventTime(event, clock, path);
  const { time } = event;
  return time instanceof Date && time.getTime() > clock.now ? { ...event, time: new Date(clock.now) } : event;
}
