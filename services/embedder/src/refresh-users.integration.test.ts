import { TOPICS } from '@stars/contracts';
import { ContextFollower } from '@stars/inference';
import { createLogger, createMetrics } from '@stars/platform';
import { replacing } from '@stars/platform/testing';
import type { ProfileStore } from '@stars/profile-store';
import { type RefreshOptions, refreshUsers } from '@stars/vectors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';

const USERS = Array.from({ length: 40 }, (_, i) => `u${i}`);

let world: EmbedderWorld;
beforeEach(async () => {
  world = new EmbedderWorld();
  await world.startIndexer();
  await world.publishItems();
  await world.start();
  await world.publishModel('v1');
  await world.drain();
});
afterEach(() => world.close());

/** A refresh as of another process, with pages of ten. */
function refresh(options: RefreshOptions = {}, replaced: Partial<ProfileStore> = {}) {
  const small: Partial<ProfileStore> = {
    scan: (tenant, { cursor }) => world.profiles.scan(tenant, { limit: 10, ...(cursor ? { cursor } : {}) }),
  };
  const deps = {
    bus: world.bus,
    profiles: replacing<ProfileStore>(world.profiles, { ...small, ...replaced }),
    catalog: world.catalog,
    context: new ContextFollower(world.bus),
    models: world.models,
    logger: createLogger('refresh', { level: 'silent' }),
    metrics: createMetrics('refresh', { processMetrics: false }),
  };
  return refreshUsers(deps, options);
}

/** Small steps of all users, in order and late, with changes of features. */
async function shop(): Promise<void> {
  for (let step = 0; step < 6; step++) {
    const events = USERS.map((userId, i) =>
      world.event(userId, ITEMS[(step * i) % ITEMS.length]!, 7 * ((5 * step) % 6) + (i % 3)),
    );
    await world.publish(TOPICS.interactions, ...events);
    if (step === 3)
      await world.publish(
        TOPICS.users,
        ...USERS.slice(0, 9).map((userId, i) => world.user(userId, 1, { age: 20 + i })),
      );
    await world.drain();
  }
}

const vectorsOf = async (userId: string) => (await world.userVectors(userId, 'v1'))!;

describe('a refresh of all users', () => {
  it('finds the vectors that the stream made', async () => {
    await shop();
    const [counts, ...others] = await refresh();
    expect(others).toEqual([]);
    expect(counts).toMatchObject({ version: 'v1', users: USERS.length, missing: 0, moved: 0 });
    expect(counts!.largestMove).toBeLessThan(1e-5);
  });

  it('corrects vectors that do not match the history, and counts them', async () => {
    await shop();
    const right = [await vectorsOf('u3'), await vectorsOf('u7')];
    const wrong = { ...right[0]!, general: new Float32Array(16).fill(9), next: new Float32Array(16).fill(9) };
    await world.profiles.putVectors(TENANT, [{ userId: 'u3', vectors: wrong }]);
    await world.profiles.retainVectors(TENANT, []);
    await world.profiles.putVectors(
      TENANT,
      USERS.filter((userId) => userId !== 'u7').map((userId) => ({ userId, vectors: wrong })),
    );
    const [counts] = await refresh();
    expect(counts).toMatchObject({ users: USERS.length, missing: 1, moved: USERS.length - 1 });
    expect(counts!.largestMove).toBeGreaterThan(1);
    for (const [i, userId] of ['u3', 'u7'].entries()) {
      const { general, asOf } = await vectorsOf(userId);
      expect(asOf).toBe(right[i]!.asOf);
      for (const [k, x] of general.entries()) expect(x).toBeCloseTo(right[i]!.general[k]!, 5);
    }
    expect((await refresh())[0]).toMatchObject({ missing: 0, moved: 0 });
  });

  it('ends between two pages if it is stopped', async () => {
    const stop = new AbortController();
    await shop();
    const done: number[] = [];
    const stopped = refresh({
      signal: stop.signal,
      onProgress: (progress) => {
        done.push(progress.done);
        stop.abort(new Error('stopped'));
      },
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(done).toEqual([10]);
  });

  it('does not undo vectors that the stream makes meanwhile', async () => {
    await shop();
    let events = 0;
    const racing: Partial<ProfileStore> = {
      putVectors: async (tenant, updates) => {
        // Between its read and its write, once for each page.
        if (updates.length > 1) {
          events++;
          await world.publish(TOPICS.interactions, world.event(updates[0]!.userId, 'f', 1000 + events));
          await world.drain();
        }
        return world.profiles.putVectors(tenant, updates);
      },
    };
    await refresh({}, racing);
    expect(events).toBe(4);
    expect((await refresh())[0]).toMatchObject({ users: USERS.length, moved: 0, missing: 0 });
    for (const userId of USERS) {
      const [profile] = await world.profiles.get(TENANT, [userId]);
      expect((await vectorsOf(userId)).asOf).toBe(profile!.history.at(-1)!.time);
    }
  });

  it('says so if no model serves', async () => {
    await expect(refresh({ tenant: 'nobody' })).rejects.toMatchObject({ code: 'STARS_MODEL_NOT_READY' });
  });
});
