import {
  checkUserDelete,
  checkUserUpdate,
  DEFAULT_TENANT,
  decodeMessage,
  eventClock,
  type Interaction,
  isIdentify,
  TOPICS,
  tenantOf,
  type UserChange,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type BusMessage, type PoisonMessage, readMessages } from '@stars/event-bus';
import { type AdmissionGate, chunks, entryOf, Freshness, inSpan, runs } from '@stars/platform';
import type { FeatureValue, UserHistory } from '@stars/profile-store';
import { FactLog, type StandingEvent } from '@stars/statistics';
import { StrangerJoins } from './join-strangers.js';
import type { LateItems } from './late/late-items.js';
import type { MissedChanges } from './late/missed-changes.js';
import type { LiveModel, LiveModels } from './live/live-models.js';
import { historyEvent, readEvent } from './read-event.js';
import { type OnEncoded, UserRounds, usersARound } from './user-rounds.js';
import type { VectorDeps } from './vector-deps.js';

interface ReadMessage {
  event: Interaction & { time: Date };
  message: BusMessage;
}

/** Keeps users' histories and features, and their vectors h_gen and h_next of each live model. */
export class UserEmbedder {
  readonly #rounds: UserRounds;
  readonly #facts: FactLog;
  readonly #freshness: Freshness;
  readonly #joins: StrangerJoins;

  /** @param behind Gets the missing items of vectors, and users of models that cannot be read; absent: nobody makes them later. */
  constructor(
    private readonly deps: VectorDeps,
    private readonly models: LiveModels,
    private readonly queue: AdmissionGate,
    private readonly behind?: { late: Pick<LateItems, 'add'>; missed: Pick<MissedChanges, 'add'> },
  ) {
    this.#rounds = new UserRounds(deps, models, queue, behind?.late);
    this.#facts = new FactLog(deps, (tenant, isBacklog) => models.statistics.factsOf(tenant, isBacklog));
    this.#joins = new StrangerJoins(deps, queue);
    this.#freshness = new Freshness(deps.metrics, deps.clock);
  }

  /**
   * Adds interactions to histories; then the users' vectors follow.
   * @param messages At least one. @param isBacklog Whether more wait.
   */
  async applyInteractions(messages: readonly BusMessage[], isBacklog = false): Promise<PoisonMessage[]> {
    const read: ReadMessage[] = [];
    const clock = eventClock(this.deps);
    const poison = readMessages(messages, (message) => read.push({ event: readEvent(message, clock), message }));
    const times = read.filter(({ event }) => !isIdentify(event)).map(({ event }) => event.time.getTime());
    this.#freshness.reached({ flow: 'interaction', stage: 'received' }, times);
    await this.#facts.publishEvents(messages[0]!, byUser(read), isBacklog);
    for (const turn of inTurns(read)) {
      await this.#addEvents(turn);
      for (const { event, message } of turn) if (isIdentify(event)) await this.#joins.join(event, message);
    }
    // Every user touched, not only those who gained an event: the process may have died between the two stores.
    for (const [tenant, some] of Map.groupBy(read, ({ event }) => tenantOf(event.tenantId))) {
      const ids = some.flatMap(({ event }) => [event.userId, event.anonymousId].filter(Boolean));
      await this.refresh(tenant, [...new Set(ids)]);
    }
    this.#freshness.reached({ flow: 'interaction', stage: 'vector_stored' }, times);
    return poison;
  }

  /** Adds the events to the histories. */
  async #addEvents(read: readonly ReadMessage[]): Promise<void> {
    for (const [tenant, users] of byUser(read)) {
      const updates = [...users].map(([userId, list]) => ({ userId, events: list.map(({ event }) => event) }));
      const gained = await this.deps.profiles.appendEvents(tenant, updates);
      // Events from before a deletion that come late: the bus must not keep the id.
      const forgotten = [...users.values()].filter((_, n) => gained[n] === undefined).flat();
      const places = forgotten.map(({ offset }) => ({ partition: read[0]!.message.partition, offset }));
      if (places.length > 0) await this.deps.bus.eraseMessages(TOPICS.interactions, places);
    }
  }

  /** Applies features and deletions of users, in order. */
  async applyUsers(messages: readonly BusMessage[]): Promise<PoisonMessage[]> {
    const changes: { tenant: string; change: NonNullable<UserChange['change']> }[] = [];
    const poison = readMessages(messages, (message) => {
      const { change } = decodeMessage(TOPICS.users, message.value);
      if (!change) throw new StarsError('STARS_POISON_MESSAGE', `A message of ${TOPICS.users} says nothing.`);
      if (change.$case === 'delete') checkUserDelete(change.value);
      else checkUserUpdate(change.value);
      changes.push({ tenant: change.value.tenantId || DEFAULT_TENANT, change });
    });
    const { profiles } = this.deps;
    const { now } = eventClock(this.deps);
    for (const run of runs(changes, (a, b) => a.tenant === b.tenant && a.change.$case === b.change.$case)) {
      const { tenant } = run[0]!;
      const updates = run.flatMap(({ change }) => {
        if (change.$case === 'delete') return [];
        const { userId, version, features = {} } = change.value;
        return [{ userId, version, features: features as Record<string, FeatureValue> }];
      });
      const deletions = run.flatMap(({ change }) => {
        if (change.$case !== 'delete') return [];
        const { userId, time, objection } = change.value;
        return [{ userId, time: time!.getTime(), objection, now }];
      });
      if (updates.length > 0) await profiles.putFeatures(tenant, updates);
      // Not between a read and a write of the user's vectors.
      else await this.queue.run(() => profiles.delete(tenant, deletions));
    }
    // Also deleted users: events later than the deletion stay, and have a vector.
    for (const [tenant, some] of Map.groupBy(changes, ({ tenant }) => tenant)) {
      await this.refresh(tenant, [...new Set(some.map(({ change }) => change.value.userId))]);
    }
    return poison;
  }

  /** Makes the users' vectors again with every live model, from the profile store. */
  async refresh(tenant: string, userIds: readonly string[]): Promise<void> {
    this.behind?.missed.add(tenant, this.models.absent(tenant), 'users', userIds);
    for (const live of this.models.of(tenant)) {
      const attributes = { 'stars.model': live.version, 'stars.users': userIds.length };
      await inSpan('encode users', () => this.#rounds.encode(live, userIds), { attributes });
    }
  }

  /**
   * The same with one model, while other processes write the users' vectors too: a vector that another process stored between
   * our read and our write is newer than ours. So the input is read again afterwards and, if it changed, the vectors are made
   * again.
   */
  async encode(live: LiveModel, userIds: readonly string[], onEncoded?: OnEncoded): Promise<void> {
    for (let left of chunks(userIds, usersARound(live.model))) {
      for (let tries = 0; left.length > 0 && tries < MOST_TRIES; tries++) {
        const inputs = new Map<string, string>();
        await this.#rounds.encode(live, left, (profile, encoded) => {
          inputs.set(profile.userId, inputOf(profile));
          if (tries === 0) onEncoded?.(profile, encoded);
        });
        const now = await this.deps.profiles.histories(live.tenant, [...inputs.keys()]);
        left = now.flatMap((profile) =>
          profile && inputOf(profile) !== inputs.get(profile.userId) ? [profile.userId] : [],
        );
      }
    }
  }
}

/** By tenant and user, in the order of the log. */
function byUser(read: readonly ReadMessage[]): Map<string, Map<string, StandingEvent[]>> {
  const events = new Map<string, Map<string, StandingEvent[]>>();
  for (const { event, message } of read) {
    if (isIdentify(event)) continue;
    const users = entryOf(events, tenantOf(event.tenantId), () => new Map<string, StandingEvent[]>());
    entryOf(users, event.userId, () => []).push({ event: historyEvent(event), offset: message.offset });
  }
  return events;
}

/** What comes of a stranger after an `identify` waits for the next turn, until the move is done. */
function* inTurns(read: readonly ReadMessage[]): Generator<readonly ReadMessage[]> {
  for (let left = read; left.length > 0; ) {
    const identified = new Set<string>();
    const [turn, later]: [ReadMessage[], ReadMessage[]] = [[], []];
    for (const one of left) {
      const { key } = one.message;
      (identified.has(key) ? later : turn).push(one);
      if (isIdentify(one.event)) identified.add(key);
    }
    yield turn;
    left = later;
  }
}

/** If a user's vectors are outdated so often when they are stored, they are left to the embedder that has the user's events. */
const MOST_TRIES = 10;

/** Identifies the input of a user's vectors, to detect changes. */
function inputOf({ history, features }: UserHistory): string {
  const { idWords } = history;
  return JSON.stringify([idWords.length, ...idWords.subarray(0, 2), ...idWords.subarray(-2), features]);
}
