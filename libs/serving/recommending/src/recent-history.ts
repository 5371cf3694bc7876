import { countedType, type Interaction, subjectId } from '@stars/contracts';
import { sessionMark } from '@stars/features';
import { HISTORY_LIMIT, type HistoryEvent, storedEventId } from '@stars/profile-store';

/**
 * The stored history with the request's recent events, as the profile store will hold it once the stream has delivered
 * them: each event once, oldest first, equal times in order of arrival, the last `HISTORY_LIMIT`.
 */
export function withRecentEvents(
  history: readonly HistoryEvent[],
  recent: readonly Interaction[],
): readonly HistoryEvent[] {
  if (recent.length === 0) return history;
  const known = new Set(history.map((event) => event.eventId));
  const added = recent.map(historyEvent).filter((event) => !known.has(event.eventId) && known.add(event.eventId));
  return [...history, ...added].sort((a, b) => a.time - b.time).slice(-HISTORY_LIMIT);
}

const historyEvent = (event: Interaction): HistoryEvent => ({
  eventId: storedEventId(event.eventId),
  itemId: subjectId(event),
  type: countedType(event),
  time: event.time!.getTime(),
  region: event.region,
  ...(event.sessionId === '' ? {} : { session: sessionMark(event.sessionId) }),
});
