import { TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { replacing } from '@stars/platform/testing';
import type { ProfileStore, UserVectors } from '@stars/profile-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbedderWorld, TENANT } from './testing/embedder-world.js';
import { distance, expectSame } from './testing/expect-same.js';

let world: EmbedderWorld;

beforeEach(async () => {
  world = new EmbedderWorld();
  await world.startIndexer();
  await world.publishItems();
});
afterEach(() => world.close());

async function startServing(): Promise<void> {
  await world.start();
  await world.publishModel('v1');
  await world.drain();
}

const vectorsOf = async (userId: string, version = 'v1'): Promise<UserVectors> =>
  (await world.userVectors(userId, version))!;

const expectSameVectors = async (one: [string, string], other: [string, string]): Promise<void> =>
  expectSame(await vectorsOf(...one), await vectorsOf(...other));

describe('vectors of users, if a store or a process fails', () => {
  it('keep waiting if the store is away while features come', async () => {
    let failures = 0;
    const failing = replacing<ProfileStore>(world.profiles, {
      putVectors: async (...given) => {
        if (failures > 0 && failures--) throw new StarsError('STARS_UNAVAILABLE', 'the store went away');
        return world.profiles.putVectors(...given);
      },
    });
    await world.start({ profiles: failing });
    await world.publishModel('v1');
    await world.drain();
    await world.publishItem('late');
    await world.publish(TOPICS.interactions, world.event('u', 'a', 1), world.event('u', 'late', 2));
    await world.drain();
    const without = await vectorsOf('u');
    failures = 1;
    await world.publishFeatures('late');
    await expect.poll(async () => distance(await vectorsOf('u'), without), { timeout: 15_000 }).toBeGreaterThan(0.01);
    expect(failures).toBe(0);
  });

  it('are not left stale if writing them failed after the events were stored', async () => {
    let failures = 0;
    const failing = replacing<ProfileStore>(world.profiles, {
      putVectors: async (...given) => {
        if (failures-- > 0) throw new StarsError('STARS_UNAVAILABLE', 'the store went away');
        return world.profiles.putVectors(...given);
      },
    });
    await world.start({ profiles: failing });
    await world.publishModel('v1');
    await world.publish(TOPICS.interactions, world.event('u', 'a', 1), world.event('reference', 'a', 1));
    await world.drain();
    failures = 1;
    await world.publish(TOPICS.interactions, world.event('u', 'b', 2));
    await world.drain();
    // One that failed and one that came again, at least.
    expect(failures).toBeLessThan(0);
    await world.publish(TOPICS.interactions, world.event('reference', 'b', 2));
    await world.drain();
    await expectSameVectors(['u', 'v1'], ['reference', 'v1']);
  });

  it('are made at the next start, if the process died between events and vectors', async () => {
    await startServing();
    await world.publish(TOPICS.interactions, world.event('u', 'a', 1), world.event('reference', 'a', 1));
    await world.drain();
    await world.stop();
    // Before it died, it stored the events but not their offset.
    const event = {
      eventId: 'e-died',
      itemId: 'b',
      type: 3,
      region: 'north',
      time: Date.parse('2024-01-01T02:00:00Z'),
    };
    await world.publish(TOPICS.interactions, world.event('u', 'b', 2, 'e-died'), world.event('reference', 'b', 2));
    await world.profiles.appendEvents(TENANT, [{ userId: 'u', events: [event] }]);
    await world.start();
    await world.drain();
    expect((await world.profiles.get(TENANT, ['u']))[0]!.history.length).toBe(2);
    await expectSameVectors(['u', 'v1'], ['reference', 'v1']);
  });

  it('include what was stored meanwhile, if another embedder wrote between the read and the write of a roll-out', async () => {
    let meanwhile = 0;
    const racing = replacing<ProfileStore>(world.profiles, {
      putVectors: async (tenant, updates) => {
        if (
          updates.some(({ userId, vectors }) => userId === 'u' && vectors.modelVersion === 'v2') &&
          meanwhile++ === 0
        ) {
          // The other one has the user's events: it stored one, and the vector with it.
          const event = {
            eventId: 'other',
            itemId: 'b',
            type: 3,
            region: 'north',
            time: Date.parse('2024-01-01T02:00:00Z'),
          };
          await world.profiles.appendEvents(TENANT, [{ userId: 'u', events: [event] }]);
        }
        return world.profiles.putVectors(tenant, updates);
      },
    });
    await world.start({ profiles: racing });
    await world.publishModel('v1');
    await world.publish(TOPICS.interactions, world.event('u', 'a', 1), world.event('reference', 'a', 1));
    await world.publish(TOPICS.interactions, world.event('reference', 'b', 2));
    await world.drain();
    await world.publishModel('v2');
    await world.drain();
    expect(meanwhile).toBe(2);
    await expectSameVectors(['u', 'v2'], ['reference', 'v2']);
  });
});
