import { encodeRollOut, encodeServedModel, InteractionType, RollOut, ServedModel, TOPICS } from '@stars/contracts';
import { replacing } from '@stars/platform/testing';
import type { ProfileStore } from '@stars/profile-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';

const USERS = Array.from({ length: 600 }, (_, n) => `user-${n}`);

let world: EmbedderWorld;
beforeEach(async () => {
  world = new EmbedderWorld();
  await world.startIndexer();
  await world.publishItems();
  const type = InteractionType.INTERACTION_TYPE_PURCHASE;
  const event = { eventId: 'e', itemId: 'b', type, time: Date.parse('2024-01-01T00:00:00Z'), region: '' };
  await world.profiles.appendEvents(
    TENANT,
    USERS.map((userId) => ({ userId, events: [event] })),
  );
});
afterEach(() => world.close());

/** Starts an embedder and stops it at its second write of users' vectors. Returns the users whose vectors it made. */
async function fillAndStop(): Promise<string[]> {
  const made: string[] = [];
  const stopped = Promise.withResolvers<void>();
  let writes = 0;
  const profiles = replacing<ProfileStore>(world.profiles, {
    putVectors: async (tenant, updates) => {
      if (++writes === 2) world.stop().then(stopped.resolve, stopped.reject);
      made.push(...updates.map(({ userId }) => userId));
      return world.profiles.putVectors(tenant, updates);
    },
  });
  await world.start({ profiles });
  await world.publishModel('v1');
  await stopped.promise;
  return made;
}

describe('a fill that was stopped', () => {
  it('goes on where it was, without the items that were deleted meanwhile', async () => {
    const before = await fillAndStop();
    expect(before.length).toBeGreaterThan(100);
    expect(before.length).toBeLessThan(USERS.length);
    expect(await world.itemVector('a', 'v1')).toBeDefined();
    await world.publishItemDelete('a', 2);
    await world.publishFeatures('a', { itemVersion: 2, deleted: true });

    const after: string[] = [];
    const dropped: string[] = [];
    await world.start({
      profiles: replacing<ProfileStore>(world.profiles, {
        putVectors: async (tenant, updates) => {
          after.push(...updates.map(({ userId }) => userId));
          return world.profiles.putVectors(tenant, updates);
        },
      }),
      vectors: replacing(world.vectors, {
        dropCollection: async (tenant, version) => {
          dropped.push(version);
          return world.vectors.dropCollection(tenant, version);
        },
      }),
    });
    await world.drain();
    expect(await world.servedVersions()).toEqual(['v1']);
    expect([...before, ...after].sort()).toEqual([...USERS].sort());
    expect(dropped).toEqual([]);
    expect(await world.itemVector('a', 'v1')).toBeUndefined();
    expect(await world.vectors.count(TENANT, 'v1')).toBe(ITEMS.length - 1);
    expect(await world.profiles.progress(TENANT, 'fill/v1')).toBeUndefined();
  });

  it('is given up if a newer model came meanwhile', async () => {
    await fillAndStop();
    await world.publishModel('v2', 2);
    await world.start();
    await world.drain();
    expect(await world.servedVersions()).toEqual(['v2']);
    const steps = (await world.rollOuts()).map(({ version, outcome }) => `${version} ${outcome}`);
    expect(steps).toEqual(['v1 filling', 'v1 refused', 'v2 filling', 'v2 served']);
    expect(await world.vectors.listCollections(TENANT)).toEqual(['v2']);
    expect(await world.profiles.progress(TENANT, 'fill/v1')).toBeUndefined();
    // Nobody keeps its vectors up to date any more.
    await world.publish(TOPICS.interactions, world.event('user-1', 'c', 9));
    await world.drain();
    const [profile] = await world.profiles.get(TENANT, ['user-1']);
    expect(profile!.vectors.map(({ modelVersion }) => modelVersion)).toEqual(['v2']);
  });
});

it('a fill has one outcome if another embedder, to which its message came too, ends it', async () => {
  let made = 0;
  const endsElsewhere = async (): Promise<void> => {
    const time = new Date('2024-06-01T00:00:00Z');
    const told = { tenantId: TENANT, version: 'v1', time };
    await world.publish(TOPICS.servedModels, encodeServedModel(ServedModel.fromPartial(told)));
    const outcome = { ...told, cause: 'training', outcome: 'served' };
    await world.publish(TOPICS.rollOuts, encodeRollOut(RollOut.fromPartial(outcome)));
  };
  const putVectors: ProfileStore['putVectors'] = async (tenant, updates) => {
    made += updates.length;
    await world.profiles.putVectors(tenant, updates);
    if (made === USERS.length) await endsElsewhere();
  };
  await world.start({ profiles: replacing<ProfileStore>(world.profiles, { putVectors }) });
  await world.publishModel('v1');
  await world.drain();
  expect(made).toBe(USERS.length);
  expect((await world.rollOuts()).map(({ outcome }) => outcome)).toEqual(['filling', 'served']);
  expect(await world.servedVersions()).toEqual(['v1']);
  expect(await world.profiles.progress(TENANT, 'fill/v1')).toBeUndefined();
});
