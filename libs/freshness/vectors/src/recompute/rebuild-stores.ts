import type { TopicLog } from '@stars/archive';
import { eventClock, readUserDeletion, TOPICS, tenantOf } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { BusMessage, PoisonMessage } from '@stars/event-bus';
import { pagesOfItems } from '@stars/item-catalog';
import { AdmissionGate } from '@stars/platform';
import { pagesOfUsers } from '@stars/profile-store';
import { ItemEmbedder } from '../item-embedder.js';
import { MissedChanges } from '../late/missed-changes.js';
import { collectionsOf, type LiveModel, LiveModels } from '../live/live-models.js';
import { SharedFill } from '../shared-fill.js';
import { UserEmbedder } from '../user-embedder.js';
import type { VectorDeps } from '../vector-deps.js';

export interface RebuildProgress {
  stage: 'features' | 'users' | 'events' | 'vectors';
  done: number;
}

export interface RebuildOptions {
  /** Topics from their beginning. */
  log: TopicLog;
  onProgress?: (progress: RebuildProgress) => void;
  signal?: AbortSignal;
}

export interface RebuildCounts {
  features: number;
  users: number;
  events: number;
  /** Messages that nobody can read. */
  unreadable: number;
  /** Model versions whose vectors were made. */
  versions: string[];
}

/** Messages that are stored at a time: of a user's events, most come together. */
const MESSAGES_A_WRITE = 20_000;
const USERS_A_PAGE = 512;

/**
 * Makes items' features, profiles and vectors again from the log, past the live path. Embedders may work at the same time: what
 * they store meanwhile stays, because every step can be done twice. The catalogue must be there. Errors: those of the stores and of
 * the log; `STARS_UNAVAILABLE` if a model cannot be read; `signal`'s reason.
 */
export async function rebuildStores(
  deps: Omit<VectorDeps, 'log'>,
  { log, onProgress = () => undefined, signal = new AbortController().signal }: RebuildOptions,
): Promise<RebuildCounts> {
  const queue = new AdmissionGate({ concurrent: 1 });
  // It follows nothing yet, so that no vector is made before all data is there.
  const models = new LiveModels(deps, queue);
  const whole: VectorDeps = { ...deps, log };
  const items = new ItemEmbedder(whole, models, queue, new MissedChanges());
  const users = new UserEmbedder(whole, models, queue);
  const counts: RebuildCounts = { features: 0, users: 0, events: 0, unreadable: 0, versions: [] };
  const apply = async (
    stage: 'features' | 'users' | 'events',
    messages: AsyncIterable<BusMessage[]>,
    handle: (batch: readonly BusMessage[]) => Promise<PoisonMessage[]>,
  ): Promise<void> => {
    for await (const batch of inBatches(messages)) {
      signal.throwIfAborted();
      counts.unreadable += (await handle(batch)).length;
      counts[stage] += batch.length;
      onProgress({ stage, done: counts[stage] });
    }
  };
  const applyUsers = (batch: readonly BusMessage[]) => users.applyUsers(batch);
  const applyEvents = (batch: readonly BusMessage[]) => users.applyInteractions(batch);
  try {
    const before = await deps.bus.endOffsets(TOPICS.users);
    await apply('features', log.read({ topic: TOPICS.itemFeatures, signal }), (batch) => items.apply(batch, signal));
    // As far back as the bus has them: late events of these users count for nothing. Before what they did after they came back.
    await apply('users', deletionsOf(deps.bus.read({ topic: TOPICS.users, signal })), applyUsers);
    await apply('users', log.read({ topic: TOPICS.users, byKey: true, signal }), applyUsers);
    await apply('events', log.read({ topic: TOPICS.interactions, byKey: true, signal }), applyEvents);
    // An embedder may have deleted users before their events were here.
    await deleteAgain(deps, deps.bus.read({ topic: TOPICS.users, from: before, signal }));
    counts.versions = await makeVectors(whole, models, { items, users }, onProgress, signal);
  } finally {
    models.close();
  }
  return counts;
}

/** A store ignores a deletion that it has already, so this one is of a millisecond later. */
async function deleteAgain(
  deps: Pick<VectorDeps, 'profiles' | 'clock' | 'eventTimes'>,
  messages: AsyncIterable<BusMessage[]>,
): Promise<void> {
  const { now } = eventClock(deps);
  for await (const batch of messages) {
    for (const { value } of batch) {
      const { tenantId = '', userId = '', time } = readUserDeletion(value) ?? {};
      if (time) await deps.profiles.delete(tenantOf(tenantId), [{ userId, time: time.getTime() + 1, now }]);
    }
  }
}

/** With every model that serves, or may serve again at once. Errors: `STARS_UNAVAILABLE` if one cannot be read, once the others are done. */
async function makeVectors(
  deps: VectorDeps,
  models: LiveModels,
  embedders: { items: ItemEmbedder; users: UserEmbedder },
  onProgress: (progress: RebuildProgress) => void,
  signal: AbortSignal,
): Promise<string[]> {
  await models.follow();
  const versions: string[] = [];
  let done = 0;
  for (const tenant of models.tenants) {
    for (const live of models.of(tenant)) {
      signal.throwIfAborted();
      for (const collection of collectionsOf(live)) {
        await deps.vectors.createCollection(tenant, collection, live.model.config.servingWidth);
      }
      // What a fill has made so far, it made from stores that lacked data.
      const fill = new SharedFill(deps, tenant, live.version);
      if ((await fill.state()) !== undefined) await fill.begin();
      await makeAllVectors(deps, embedders, live, (count) => {
        signal.throwIfAborted();
        done += count;
        onProgress({ stage: 'vectors', done });
      });
      versions.push(live.version);
    }
  }
  const absent = models.tenants.flatMap((tenant) => models.absent(tenant));
  if (absent.length === 0) return versions;
  throw new StarsError('STARS_UNAVAILABLE', `no vectors of ${absent.join(', ')}: the model cannot be read`);
}

/** @param onDone called with the number of items or users of every page */
export async function makeAllVectors(
  { catalog, profiles }: Pick<VectorDeps, 'catalog' | 'profiles'>,
  { items, users }: { items: ItemEmbedder; users: UserEmbedder },
  live: LiveModel,
  onDone: (count: number) => void,
): Promise<void> {
  for await (const ids of pagesOfItems(catalog, live.tenant)) {
    await items.refresh(live, ids);
    onDone(ids.length);
    // A local store never yields: timers and signals can run here.
    await new Promise((resolve) => setImmediate(resolve));
  }
  for await (const ids of pagesOfUsers(profiles, live.tenant, USERS_A_PAGE)) {
    await users.encode(live, ids);
    onDone(ids.length);
  }
}

export async function* inBatches(messages: AsyncIterable<BusMessage[]>): AsyncGenerator<BusMessage[]> {
  let batch: BusMessage[] = [];
  for await (const some of messages) {
    for (const message of some) batch.push(message);
    if (batch.length < MESSAGES_A_WRITE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* deletionsOf(batches: AsyncIterable<BusMessage[]>): AsyncGenerator<BusMessage[]> {
  for await (const batch of batches) yield batch.filter(({ value }) => readUserDeletion(value)?.time !== undefined);
}
