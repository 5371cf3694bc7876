import {
  checkEventTime,
  checkInteraction,
  countedType,
  decodeMessage,
  type EventClock,
  type Interaction,
  ofOnePerson,
  subjectId,
  TOPICS,
} from '@stars/contracts';
import type { BusMessage } from '@stars/event-bus';
import { sessionMark } from '@stars/features';
import type { HistoryEvent } from '@stars/profile-store';

/**
 * The event of a message. Its time is checked again, because a producer may write to Kafka past the API. Errors: those of the
 * checks; `STARS_TIME_AHEAD`, `STARS_TIME_BEHIND`.
 */
export function readEvent({ value }: Pick<BusMessage, 'value'>, clock: EventClock): Interaction & { time: Date } {
  const event = decodeMessage(TOPICS.interactions, value);
  checkInteraction(event);
  checkEventTime(event, clock);
  return ofOnePerson(event) as Interaction & { time: Date };
}

/** The event as a history keeps it. */
export const historyEvent = (event: Interaction): HistoryEvent => ({
  ...{ eventId: event.eventId, itemId: subjectId(event), type: countedType(event), region: event.region },
  time: event.time!.getTime(),
  ...(event.sessionId === '' ? {} : { session: sessionMark(event.sessionId) }),
  ...(event.anonymousId === '' ? {} : { anonymous: true }),
});
