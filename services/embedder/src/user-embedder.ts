import { DEFAULT_TENANT, decodeMessage, TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { BusMessage, PoisonMessage } from '@stars/event-bus';
import type { FeatureValue, HistoryEvent } from '@stars/profile-store';
import type { EmbedderDeps } from './embedder-deps.js';
import type { LiveModel, LiveModels } from './live-models.js';

/** Users of one round: bounds the profiles in memory. */
const USERS_A_ROUND = 256;

/** Keeps users' histories and features, and their vectors h_gen and h_next of each live model. */
export class UserEmbedder {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly deps: EmbedderDeps,
    private readonly models: LiveModels,
  ) {}

  /** Adds interactions to histories; then the users' vectors follow. */
  async applyInteractions(messages: readonly BusMessage[]): Promise<PoisonMessage[]> {
    const events = new Map<string, Map<string, HistoryEvent[]>>();
    const poison = decodeEach(messages, (message) => {
      const event = decodeMessage(TOPICS.interactions, message.value);
      const users = group(events, event.tenantId, () => new Map<string, HistoryEvent[]>());
      group(users, event.userId, () => []).push({
        eventId: event.eventId,
        itemId: event.itemId,
        type: event.type,
        time: event.time!.getTime(),
        region: event.region,
      });
    });
    for (const [tenant, users] of events) {
      const updates = [...users].map(([userId, list]) => ({ userId, events: list }));
      await this.deps.profiles.appendEvents(tenant, updates);
      // Every user touched, not only those who gained an event: the process may have died between the two stores.
      await this.refresh(tenant, [...users.keys()]);
    }
    return poison;
  }

  /** Applies features and deletions of users, in order. */
  async applyUsers(messages: readonly BusMessage[]): Promise<PoisonMessage[]> {
    const changed = new Map<string, Set<string>>();
    const changes: (() => Promise<void>)[] = [];
    const poison = decodeEach(messages, (message) => {
      const { change } = decodeMessage(TOPICS.users, message.value);
      if (!change) return;
      const tenant = change.value.tenantId || DEFAULT_TENANT;
      const { userId } = change.value;
      if (change.$case === 'delete') {
        const time = change.value.time!.getTime();
        changes.push(() => this.deps.profiles.delete(tenant, [{ userId, time }]));
        changed.get(tenant)?.delete(userId);
        return;
      }
      const { version, features } = change.value;
      const update = { userId, version, features: (features ?? {}) as Record<string, FeatureValue> };
      changes.push(() => this.deps.profiles.putFeatures(tenant, [update]));
      group(changed, tenant, () => new Set<string>()).add(userId);
    });
    for (const apply of changes) await apply();
    for (const [tenant, users] of changed) await this.refresh(tenant, [...users]);
    return poison;
  }

  /** Encodes the users anew with every live model, from what the profile store holds. */
  async refresh(tenant: string, userIds: readonly string[]): Promise<void> {
    for (const live of this.models.of(tenant)) await this.encode(live, userIds);
  }

  /**
   * One round at a time, profile read to vector written: two rounds over one user, interleaved, could leave the older
   * vector behind.
   */
  encode(live: LiveModel, userIds: readonly string[]): Promise<void> {
    const mine = this.turn
      .catch(() => undefined)
      .then(async () => {
        for (let from = 0; from < userIds.length; from += USERS_A_ROUND) {
          await this.encodeRound(live, userIds.slice(from, from + USERS_A_ROUND));
          // Forward passes and a local store do not wait: the lease's heartbeat has its turn here.
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
    this.turn = mine;
    return mine;
  }

  private async encodeRound({ tenant, version, model, tokens }: LiveModel, userIds: readonly string[]): Promise<void> {
    const profiles = (await this.deps.profiles.get(tenant, userIds)).filter((profile) => profile !== undefined);
    if (profiles.length === 0) return;
    const known = await tokens.get(profiles.flatMap(({ history }) => history.map(({ itemId }) => itemId)));
    const timeline = await this.deps.context.timeline(tenant);
    const encoded = model.encodeUsers(profiles, known, timeline);
    await this.deps.profiles.putVectors(
      tenant,
      profiles.map(({ userId, history }, i) => ({
        userId,
        vectors: { modelVersion: version, ...encoded[i]!, asOf: history.at(-1)?.time ?? 0 },
      })),
    );
  }
}

function group<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}

/** Hands each message to `read`; those that cannot be read are poison. */
function decodeEach(messages: readonly BusMessage[], read: (message: BusMessage) => void): PoisonMessage[] {
  const poison: PoisonMessage[] = [];
  for (const message of messages) {
    try {
      read(message);
    } catch (error) {
      if (!isStarsError(error)) throw error;
      poison.push({ message, code: error.code, reason: error.message });
    }
  }
  return poison;
}
