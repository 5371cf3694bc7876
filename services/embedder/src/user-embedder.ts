import {
  checkInteraction,
  checkUserDelete,
  checkUserUpdate,
  DEFAULT_TENANT,
  decodeMessage,
  TOPICS,
  type UserChange,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { BusMessage, PoisonMessage } from '@stars/event-bus';
import type { FeatureValue, HistoryEvent } from '@stars/profile-store';
import type { EmbedderDeps } from './embedder-deps.js';
import type { LiveModel, LiveModels } from './live-models.js';
import { entryOf, readMessages } from './read-messages.js';
import type { Turns } from './turns.js';

/** Users of one round: bounds the profiles in memory. */
const USERS_A_ROUND = 256;

/** Keeps users' histories and features, and their vectors h_gen and h_next of each live model. */
export class UserEmbedder {
  constructor(
    private readonly deps: EmbedderDeps,
    private readonly models: LiveModels,
    private readonly turns: Turns,
  ) {}

  /** Adds interactions to histories; then the users' vectors follow. */
  async applyInteractions(messages: readonly BusMessage[]): Promise<PoisonMessage[]> {
    const events = new Map<string, Map<string, HistoryEvent[]>>();
    const poison = readMessages(messages, (message) => {
      const event = decodeMessage(TOPICS.interactions, message.value);
      checkInteraction(event);
      const users = entryOf(events, event.tenantId || DEFAULT_TENANT, () => new Map<string, HistoryEvent[]>());
      entryOf(users, event.userId, () => []).push({
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
    const runs: UserRun[] = [];
    const poison = readMessages(messages, (message) => {
      const { change } = decodeMessage(TOPICS.users, message.value);
      if (!change) throw new StarsError('STARS_POISON_MESSAGE', `A message of ${TOPICS.users} says nothing.`);
      if (change.$case === 'delete') checkUserDelete(change.value);
      else checkUserUpdate(change.value);
      const tenant = change.value.tenantId || DEFAULT_TENANT;
      addToRuns(runs, tenant, change);
      // Also one who was deleted: events later than the deletion stay, and have a vector.
      entryOf(changed, tenant, () => new Set<string>()).add(change.value.userId);
    });
    const { profiles } = this.deps;
    for (const { tenant, put, forget } of runs) {
      if (put.length > 0) await profiles.putFeatures(tenant, put);
      // Not between a read and a write of the user's vectors.
      else await this.turns.take(() => profiles.delete(tenant, forget));
    }
    for (const [tenant, users] of changed) await this.refresh(tenant, [...users]);
    return poison;
  }

  /** Encodes the users anew with every live model, from what the profile store holds. */
  async refresh(tenant: string, userIds: readonly string[]): Promise<void> {
    for (const live of this.models.of(tenant)) await this.encode(live, userIds);
  }

  async encode(live: LiveModel, userIds: readonly string[]): Promise<void> {
    for (let from = 0; from < userIds.length; from += USERS_A_ROUND) {
      const round = userIds.slice(from, from + USERS_A_ROUND);
      await this.turns.take(() => this.encodeRound(live, round));
      // Forward passes and a local store do not wait: the lease's heartbeat has its turn here.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private async encodeRound(live: LiveModel, userIds: readonly string[]): Promise<void> {
    const { tenant, version, model, tokens } = live;
    if (!this.models.has(live)) return;
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

/** Changes of one kind and tenant that follow one another: stored at once. */
interface UserRun {
  tenant: string;
  put: { userId: string; version: number; features: Record<string, FeatureValue> }[];
  forget: { userId: string; time: number }[];
}

function addToRuns(runs: UserRun[], tenant: string, change: NonNullable<UserChange['change']>): void {
  const last = runs.at(-1);
  const fits = last?.tenant === tenant && last.forget.length > 0 === (change.$case === 'delete');
  const run = fits ? last : { tenant, put: [], forget: [] };
  if (!fits) runs.push(run);
  if (change.$case === 'delete') {
    run.forget.push({ userId: change.value.userId, time: change.value.time!.getTime() });
    return;
  }
  const { userId, version, features } = change.value;
  run.put.push({ userId, version, features: (features ?? {}) as Record<string, FeatureValue> });
}
