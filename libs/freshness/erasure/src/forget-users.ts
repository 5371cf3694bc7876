import { messageKey, readUserDeletion, TOPICS, TOPICS_OF_USERS, tenantOf } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import {
  type BusMessage,
  type ConsumerGroup,
  drainGroups,
  EMBEDDER_GROUPS,
  type PoisonMessage,
  type Subscription,
} from '@stars/event-bus';
import type { ErasureDeps } from './erasure-deps.js';

const EMBEDDER_FORGET_GROUP = 'embedder-forget';

/** What makes profiles. */
const PROFILED: readonly ConsumerGroup[] = [
  { group: EMBEDDER_GROUPS.data.group, topics: [TOPICS.interactions, TOPICS.users] },
];
const ERASE_MS = 7 * 86_400_000;

type Deletion = ReturnType<typeof deletionOf>[number];

/**
 * Takes the messages about deleted users from the bus, which have their ids, and events that came late: once everybody has read of
 * the deletion, and within the time of an erasure. It begins after half of it, so that a failure leaves time. A user who came back
 * stays.
 */
export class ForgetUsers {
  readonly #waitMs: number;

  constructor(private readonly deps: ErasureDeps) {
    this.#waitMs = (deps.eraseMs ?? ERASE_MS) / 2;
  }

  start(): Promise<Subscription> {
    const { bus, logger } = this.deps;
    return bus.consume({
      group: EMBEDDER_FORGET_GROUP,
      topics: [TOPICS.users],
      // Clocks differ: a message may be early more than once.
      retryDelaysMs: [this.#waitMs, this.#waitMs, this.#waitMs],
      replays: false,
      handler: (messages, signal) => this.#handle(messages, signal),
      onError: (err, attempt) =>
        logger.warn({ err, attempt }, 'messages about deleted users are still on the bus; it is tried again'),
    });
  }

  async #handle(messages: readonly BusMessage[], signal: AbortSignal): Promise<PoisonMessage[]> {
    const deletions = messages.flatMap(deletionOf);
    const now = (this.deps.clock ?? Date.now)();
    const [early, due] = [[] as Deletion[], [] as Deletion[]];
    for (const deletion of deletions) (now - deletion.time < this.#waitMs ? early : due).push(deletion);
    if (due.length > 0) await this.#forget(due, signal);
    const reason = 'everybody reads of the deletion first';
    return early.map(({ message }) => ({ message, code: 'STARS_UNAVAILABLE', reason, retryable: true }));
  }

  async #forget(deletions: readonly Deletion[], signal: AbortSignal): Promise<void> {
    const { bus, profiles, archive } = this.deps;
    const tombstones = await archive?.tombstones(signal);
    if (
      deletions.some(({ tenant, userId, time }) => tombstones && !((tombstones.untilOf(tenant, userId) ?? 0) >= time))
    ) {
      throw new StarsError('STARS_UNAVAILABLE', 'the archive has not read yet of all deleted users');
    }
    const before = new Map<string, ReadonlyMap<number, number>>();
    for (const topic of TOPICS_OF_USERS) before.set(topic, await bus.endOffsets(topic));
    // Whoever came back by then has a profile.
    await drainGroups(bus, PROFILED, { signal });
    for (const [tenant, some] of Map.groupBy(deletions, ({ tenant }) => tenant)) {
      const ids = [...new Set(some.map(({ userId }) => userId))];
      const found = await profiles.get(tenant, ids);
      for (const [n, userId] of ids.entries()) {
        if (found[n] === undefined) await bus.eraseKey(TOPICS_OF_USERS, messageKey(tenant, userId), before);
      }
    }
  }
}

function deletionOf(message: BusMessage) {
  const { tenantId = '', userId = '', time } = readUserDeletion(message.value) ?? {};
  return time === undefined ? [] : [{ message, tenant: tenantOf(tenantId), userId, time: time.getTime() }];
}
