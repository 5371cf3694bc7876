import {
  decodeMessage,
  type Interaction,
  importOf,
  isRetraction,
  messageKey,
  type Retraction,
  TOPICS,
} from '@stars/contracts';
import { readMessages } from '@stars/event-bus';
import { sessionMark } from '@stars/features';
import { entryOf } from '@stars/platform';
import type { FeaturesOfVersion, HistoryEvent, TakenBack } from '@stars/profile-store';
import type { EmbedderDeps } from './embedder-deps.js';

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

/** Users whose events are read from the log at a time: the memory of their whole logs. */
const USERS_A_READ = 100;

/**
 * Adds the users' events of the log again, except those of the imports. A full history has dropped older events for later ones, and
 * has room for them once the later ones are taken back.
 */
export async function refillHistories(
  { bus, profiles }: Pick<EmbedderDeps, 'bus' | 'profiles'>,
  tenant: string,
  userIds: readonly string[],
  imports: ReadonlySet<string>,
): Promise<void> {
  for (let at = 0; at < userIds.length; at += USERS_A_READ) {
    const users = new Map(userIds.slice(at, at + USERS_A_READ).map((userId) => [messageKey(tenant, userId), userId]));
    for await (const messages of bus.read({ topic: TOPICS.interactions })) {
      const events = new Map<string, HistoryEvent[]>();
      const theirs = messages.filter((message) => users.has(message.key) && !isRetraction(message));
      // The consumer of the topic reports unreadable ones.
      readMessages(
        theirs.filter((message) => !imports.has(importOf(message) ?? '')),
        (message) => {
          const event = historyEvent(decodeMessage(TOPICS.interactions, message.value));
          entryOf(events, users.get(message.key)!, () => []).push(event);
        },
      );
      const updates = [...events].map(([userId, list]) => ({ userId, events: list }));
      if (updates.length > 0) await profiles.appendEvents(tenant, updates);
    }
  }
}
