import { EVENT_KINDS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type BrowsingLog, byStart, type LoggedEvent, type LoggedSession } from './browsing-log.js';

/**
 * JSON Lines of sessions: `{"session": id, "events": [{"item", "type": "view" | "add_to_cart" | "purchase", "time", "category"?}]}`,
 * the time as ISO 8601 or ms since 1970. Errors: `STARS_UNREADABLE_FILE` with the line.
 */
export function sessionsOfJson(text: string): BrowsingLog {
  const sessions = text.split('\n').flatMap((line, n) => (line.trim() === '' ? [] : [sessionOf(line, n + 1)]));
  return { sessions: sessions.sort(byStart) };
}

function sessionOf(line: string, number: number): LoggedSession {
  try {
    const { session, events } = JSON.parse(line) as { session: unknown; events: Record<string, unknown>[] };
    if (session === undefined || events.length === 0) throw new Error('a session has an id and events');
    return { id: String(session), events: events.map(eventOf).sort((a, b) => a.time - b.time) };
  } catch (cause) {
    throw new StarsError('STARS_UNREADABLE_FILE', `line ${number}: ${(cause as Error).message}`, { cause });
  }
}

function eventOf({ item, type, time, category }: Record<string, unknown>): LoggedEvent {
  const kind = EVENT_KINDS.find((each) => each === type);
  const at = typeof time === 'number' ? time : Date.parse(String(time));
  if (kind === undefined) throw new Error(`type is one of ${EVENT_KINDS.join(', ')}`);
  if (item === undefined || Number.isNaN(at)) throw new Error('an event has an item and a time');
  return { item: String(item), kind, time: at, ...(category === undefined ? {} : { category: String(category) }) };
}
