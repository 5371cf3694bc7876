import type { TopicLog } from '@stars/archive';
import {
  type EventClock,
  type Interaction,
  importOf,
  isRetraction,
  messageKey,
  type Retraction,
  TOPICS,
} from '@stars/contracts';
import { type BusMessage, readMessages } from '@stars/event-bus';
import { sessionMark } from '@stars/features';
import { chunks, entryOf } from '@stars/platform';
import { type FeaturesOfVersion, HISTORY_LIMIT, type HistoryEvent, type TakenBack } from '@stars/profile-store';
import type { EmbedderDeps } from './embedder-deps.js';
import { eventClock, readEvent } from './read-event.js';

export const historyEvent = ({ eventId, itemId, type, time, region, sessionId }: Interaction): HistoryEvent => ({
  ...{ eventId, itemId, type, region },
  time: time!.getTime(),
  ...(sessionId === '' ? {} : { session: sessionMark(sessionId) }),
});

/** What retractions take back, by tenant; each user once. */
export function takenBackOf(retractions: readonly Retraction[]): Map<string, TakenBack[]> {
  const byTenant = new Map<string, Map<string, TakenBack>>();
  for (const { tenantId, userId, eventIds, features } of retractions) {
    const users = entryOf(byTenant, tenantId, () => new Map<string, TakenBack>());
    const known = users.get(userId);
    users.set(userId, {
      userId,
      eventIds: [...(known?.eventIds ?? []), ...eventIds],
      ...(features
        ? { features: features as { version: number; before?: FeaturesOfVersion } }
        : known?.features && { features: known.features }),
    });
  }
  return new Map([...byTenant].map(([tenant, users]) => [tenant, [...users.values()]]));
}

/** Users whose profiles, or events in the log, are read at a time. */
const USERS_A_READ = 100;

/**
 * What to take back, in steps that fit into memory. A full history has dropped older events for later ones, and has room for them once
 * the later ones are taken back: they are read from the log again, except those of the imports. Nothing is changed before they are there, so
 * that a step that broke off can be done again.
 */
export async function* stepsOf(
  deps: Pick<EmbedderDeps, 'bus' | 'log' | 'profiles' | 'clock' | 'eventTimes'>,
  tenant: string,
  updates: readonly TakenBack[],
  imports: ReadonlySet<string>,
): AsyncGenerator<TakenBack[]> {
  const { profiles } = deps;
  const log: TopicLog = deps.log ?? deps.bus;
  const full: TakenBack[] = [];
  for (const some of chunks(updates, USERS_A_READ)) {
    const stored = await profiles.get(
      tenant,
      some.map(({ userId }) => userId),
    );
    const isFull = ({ eventIds }: TakenBack, i: number): boolean =>
      eventIds.length > 0 && (stored[i]?.history.length ?? 0) >= HISTORY_LIMIT;
    full.push(...some.filter(isFull));
    yield some.filter((update, i) => !isFull(update, i));
  }
  for (const some of chunks(full, USERS_A_READ)) {
    const keys = new Set(some.map(({ userId }) => messageKey(tenant, userId)));
    const events = await latestEvents(log, keys, imports, eventClock(deps));
    yield some.map((update) => ({
      ...update,
      events: [...(events.get(messageKey(tenant, update.userId))?.values() ?? [])],
    }));
  }
}

/** The latest events in the log of users, by their key and the event's id, without those of the imports. */
async function latestEvents(
  log: TopicLog,
  keys: ReadonlySet<string>,
  imports: ReadonlySet<string>,
  clock: EventClock,
): Promise<Map<string, Map<string, HistoryEvent>>> {
  const found = new Map<string, Map<string, HistoryEvent>>();
  const isAsked = (message: BusMessage): boolean =>
    keys.has(message.key) && !isRetraction(message) && !imports.has(importOf(message) ?? '');
  for await (const messages of log.read({ topic: TOPICS.interactions, keys: [...keys] })) {
    // The consumer of the topic reports unreadable ones.
    readMessages(messages.filter(isAsked), (message) => {
      const { key } = message;
      const event = historyEvent(readEvent(message, clock));
      const events = entryOf(found, key, () => new Map<string, HistoryEvent>());
      events.set(event.eventId, event);
      if (events.size > 2 * HISTORY_LIMIT) found.set(key, latestOf(events));
    });
  }
  return found;
}

const latestOf = (events: ReadonlyMap<string, HistoryEvent>): Map<string, HistoryEvent> =>
  new Map([...events].sort(([, a], [, b]) => a.time - b.time).slice(-HISTORY_LIMIT));
