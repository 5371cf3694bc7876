import {
  checkEventTime,
  checkInteraction,
  decodeMessage,
  EVENT_TIME_BOUNDS,
  type EventClock,
  type Interaction,
  TOPICS,
} from '@stars/contracts';
import type { BusMessage } from '@stars/event-bus';
import { sessionMark } from '@stars/features';
import type { HistoryEvent } from '@stars/profile-store';
import type { EmbedderDeps } from './embedder-deps.js';

/** What times of events are checked against. Events that a producer writes to Kafka itself were checked by no gateway. */
export const eventClock = ({
  clock = Date.now,
  eventTimes,
}: Pick<EmbedderDeps, 'clock' | 'eventTimes'>): EventClock => ({
  now: clock(),
  bounds: eventTimes ?? EVENT_TIME_BOUNDS,
});

/** The event of a message. Errors: those of the checks; `STARS_TIME_AHEAD`, `STARS_TIME_BEHIND`. */
export function readEvent({ value }: Pick<BusMessage, 'value'>, clock: EventClock): Interaction & { time: Date } {
  const event = decodeMessage(TOPICS.interactions, value);
  checkInteraction(event);
  checkEventTime(event, clock);
  return event as Interaction & { time: Date };
}

/** The event as a history keeps it. */
export const historyEvent = ({ eventId, itemId, type, time, region, sessionId }: Interaction): HistoryEvent => ({
  ...{ eventId, itemId, type, region },
  time: time!.getTime(),
  ...(sessionId === '' ? {} : { session: sessionMark(sessionId) }),
});
