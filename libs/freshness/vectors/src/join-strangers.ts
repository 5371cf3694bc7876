import {
  contentHash,
  encodeInteraction,
  encodeUserDelete,
  eventClock,
  Interaction,
  messageKey,
  subjectOf,
  TOPICS,
  tenantOf,
} from '@stars/contracts';
import type { BusMessage } from '@stars/event-bus';
import type { AdmissionGate } from '@stars/platform';
import type { HistoryEvent } from '@stars/profile-store';
import { historyEvent } from './read-event.js';
import type { VectorDeps } from './vector-deps.js';

/**
 * Moves what a stranger did to the user whom an `identify` names. It may be done twice: what moves has the same ids again, and a stranger
 * without a history has nothing to move. Whoever has logged in once is no stranger, so that nobody can take the history of a user.
 */
export class StrangerJoins {
  /** @param queue Of tasks that read a store, encode and write */
  constructor(
    private readonly deps: Pick<VectorDeps, 'bus' | 'profiles' | 'clock' | 'eventTimes'>,
    private readonly queue: AdmissionGate,
  ) {}

  /** @param message Of the event, whose key is the stranger's: what the stranger did before is in the history. */
  async join(event: Interaction & { time: Date }, { partition, offset }: BusMessage): Promise<void> {
    const { bus, profiles } = this.deps;
    const { anonymousId, time } = event;
    const tenant = tenantOf(event.tenantId);
    const [stranger] = await profiles.get(tenant, [anonymousId]);
    const history = stranger?.history ?? [];
    const [mark] = await profiles.marks(tenant, [anonymousId]);
    const isDone = history.length === 0 && (mark?.until ?? 0) >= time.getTime();
    if (history.length > 0 && history.every(({ anonymous }) => anonymous)) await this.#move(tenant, event, history);
    else if (!isDone) {
      // The bus must not keep which user somebody is.
      await bus.eraseMessages(TOPICS.interactions, [{ partition, offset }]);
      return;
    }
    const before = new Map([[TOPICS.interactions as string, new Map([[partition, offset + 1]])]]);
    await bus.eraseKey([TOPICS.interactions], messageKey(tenant, anonymousId), before);
  }

  async #move(tenantId: string, event: Interaction & { time: Date }, history: readonly HistoryEvent[]): Promise<void> {
    const { bus, profiles } = this.deps;
    const { userId, anonymousId, time } = event;
    const moved = history.map((each) => movedEvent(each, { tenantId, userId, anonymousId }));
    // Before they are on the bus: so the consumer finds them known, and no statistics count them again.
    const [gained] = await profiles.appendEvents(tenantId, [{ userId, events: moved.map(historyEvent) }]);
    // Of a user who objects, or was deleted since, the bus must not have them.
    if (gained !== undefined) {
      const messages = moved.map((each) => encodeInteraction(each));
      await bus.publish(TOPICS.interactions, messages);
    }
    const [seen] = await profiles.seen(tenantId, [anonymousId]);
    const items = seen!.map((item) => ({ ...item, eventId: `moved-${item.eventId}` }));
    await profiles.putSeen(tenantId, [{ userId, items }]);
    const until = new Date(Math.max(time.getTime(), history.at(-1)!.time));
    await bus.publish(TOPICS.users, [encodeUserDelete({ tenantId, userId: anonymousId, time: until })]);
    const deletion = { userId: anonymousId, time: until.getTime(), now: eventClock(this.deps).now };
    await this.queue.run(() => profiles.delete(tenantId, [deletion]));
  }
}

/** An event of a stranger as one of the user: with what a history has of it. */
function movedEvent(
  { eventId, itemId, type, time, region, session }: HistoryEvent,
  { anonymousId, ...user }: Pick<Interaction, 'tenantId' | 'userId' | 'anonymousId'>,
): Interaction {
  return Interaction.fromPartial({
    ...user,
    ...subjectOf(itemId),
    ...{ eventId: `moved-${contentHash(Buffer.from(JSON.stringify([anonymousId, eventId])))}` },
    ...{ type, time: new Date(time), region },
    // Only which sessions are one matters.
    ...(session === undefined ? {} : { sessionId: String(session) }),
  });
}
