import { type AskedCase, type BrowsingEvent, browsedOnce, browsingCases, type Split } from '@stars/replay';
import type { BrowsingLog, LoggedSession } from './browsing-log.js';

/** An event with the number of its item. */
export interface NumberedEvent extends BrowsingEvent {
  /** Id of the item. */
  name: string;
  /** Its place among all events of the session, also the views that were counted once. */
  place: number;
}

/** A session with numbered items, without views of the same item in a row. */
export interface NumberedSession {
  id: string;
  events: NumberedEvent[];
}

/** A moment of a logged session that is asked for. */
export interface CaseOfLog extends AskedCase {
  /** Id of the session. */
  id: string;
  /** Known events, oldest first. */
  events: readonly NumberedEvent[];
  /** How many of the log's events come before the target. */
  place: number;
}

/** A log with what is learned and what is asked. */
export interface CutSessions {
  learned: NumberedSession[];
  cases: CaseOfLog[];
  /** Ids by number: those that are learned come first. */
  items: string[];
  learnedItems: number;
  /** [items] number of the category, −1: none. Undefined where the log has none. */
  categories: Int32Array | undefined;
  categoryOf: ReadonlyMap<string, string>;
}

/** Events that come with a request. */
const MOST_EVENTS = 100;

/** The events of which a list is made. */
export const recentEvents = ({ events }: CaseOfLog): readonly NumberedEvent[] => events.slice(-MOST_EVENTS);

/**
 * The first nine tenths are learned and the last tenth is asked, or what the log's publisher cut; for `validation`, of the learned
 * sessions alone the same again.
 */
export function cutSessions(
  { sessions, learned = nineTenths(sessions.length) }: BrowsingLog,
  split: Split,
): CutSessions {
  const all = split === 'test' ? sessions : sessions.slice(0, learned);
  const until = split === 'test' ? learned : nineTenths(all.length);
  const numbers = new Map<string, number>();
  const categoryOf = new Map<string, string>();
  const numbered = ({ id, events }: LoggedSession): NumberedSession => ({
    id,
    events: browsedOnce(
      events.map((event, place) => {
        if (!numbers.has(event.item)) numbers.set(event.item, numbers.size);
        if (event.category !== undefined) categoryOf.set(event.item, event.category);
        return { item: numbers.get(event.item)!, name: event.item, kind: event.kind, time: event.time, place };
      }),
    ),
  });
  const first = all.slice(0, until).map(numbered);
  const learnedItems = numbers.size;
  const cases = all.slice(until).flatMap((session, n) => casesOf(numbered(session), n));
  const items = [...numbers.keys()];
  return { learned: first, cases, items, learnedItems, categories: categoryNumbers(items, categoryOf), categoryOf };
}

const nineTenths = (count: number): number => Math.floor(count * 0.9);

const casesOf = ({ id, events }: NumberedSession, session: number): CaseOfLog[] =>
  browsingCases(events).map((found) => {
    const known = events.slice(0, found.known);
    const seen = new Set(known.map(({ item }) => item));
    return { ...found, id, session, seen, events: known, place: events[found.known]!.place };
  });

function categoryNumbers(items: readonly string[], categoryOf: ReadonlyMap<string, string>): Int32Array | undefined {
  if (categoryOf.size === 0) return undefined;
  const names = [...new Set(categoryOf.values())];
  const numbers = new Map(names.map((name, n) => [name, n]));
  return Int32Array.from(items, (item) => numbers.get(categoryOf.get(item) ?? '') ?? -1);
}
