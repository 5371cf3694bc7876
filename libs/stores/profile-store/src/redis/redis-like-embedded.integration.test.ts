import { openDatabase } from '@stars/sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqliteProfileStore } from '../embedded.js';
import type { ProfileStore, UserProfile } from '../port.js';
import { redisPlace } from '../testing/redis-place.js';

const url = process.env['STARS_TEST_REDIS'] ?? '';

// Few of everything, so that operations meet.
const user = fc.constantFrom('a', 'b}{', 'c é');
const time = fc.nat({ max: 20 });
const model = fc.constantFrom('m1', 'm2', 'm3');
const event = fc.record({
  eventId: fc.nat({ max: 60 }).map((n) => `e${n}`),
  itemId: fc.constantFrom('i1', 'i2', 'i3'),
  type: fc.nat({ max: 4 }),
  time,
  region: fc.constantFrom('', 'r'),
});
const vectors = fc.record({
  modelVersion: model,
  general: fc.float32Array({ minLength: 2, maxLength: 2 }),
  next: fc.float32Array({ minLength: 2, maxLength: 2 }),
  asOf: time,
});
const features = fc.record({ age: fc.oneof(fc.integer(), fc.boolean(), fc.string()) });
const listOf = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(each, { minLength: 1, maxLength: 4 });

type Step = (store: ProfileStore, tenant: string) => Promise<unknown>;
const step: fc.Arbitrary<{ name: string; run: Step }> = fc.oneof(
  listOf(fc.record({ userId: user, events: fc.array(event, { maxLength: 8 }) })).map((updates) => ({
    name: `appendEvents ${fc.stringify(updates)}`,
    run: (store: ProfileStore, tenant: string) => store.appendEvents(tenant, updates),
  })),
  listOf(fc.record({ userId: user, items: fc.array(event, { maxLength: 8 }) })).map((updates) => ({
    name: `putSeen ${fc.stringify(updates)}`,
    run: (store: ProfileStore, tenant: string) =>
      store.putSeen(
        tenant,
        updates.map(({ userId, items }) => ({
          userId,
          items: items.map(({ eventId, itemId, time, region }) => ({ eventId, itemId, time, surface: region })),
        })),
      ),
  })),
  listOf(fc.record({ userId: user, version: fc.nat({ max: 5 }), features })).map((updates) => ({
    name: `putFeatures ${fc.stringify(updates)}`,
    run: (store: ProfileStore, tenant: string) => store.putFeatures(tenant, updates),
  })),
  listOf(fc.record({ userId: user, vectors })).map((updates) => ({
    name: `putVectors ${fc.stringify(updates)}`,
    run: (store: ProfileStore, tenant: string) => store.putVectors(tenant, updates),
  })),
  fc.array(model, { maxLength: 2 }).map((versions) => ({
    name: `retainVectors ${fc.stringify(versions)}`,
    run: (store: ProfileStore, tenant: string) => store.retainVectors(tenant, versions),
  })),
  listOf(fc.record({ userId: user, time, now: time }, { requiredKeys: ['userId', 'time'] })).map((users) => ({
    name: `delete ${fc.stringify(users)}`,
    run: (store: ProfileStore, tenant: string) => store.delete(tenant, users),
  })),
);

const USERS = ['a', 'b}{', 'c é'];
const sorted = (profile: UserProfile | undefined): UserProfile | undefined =>
  profile && { ...profile, vectors: profile.vectors.toSorted((a, b) => (a.modelVersion < b.modelVersion ? -1 : 1)) };

describe.skipIf(url === '')('RedisProfileStore and SqliteProfileStore', () => {
  const place = redisPlace({ url });
  let redis: ProfileStore;
  let runs = 0;

  beforeAll(async () => {
    redis = await place.open();
  });
  afterAll(async () => {
    await redis.close();
    await place.dispose();
  });

  it('answer alike after any calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const db = openDatabase(':memory:');
        const embedded = new SqliteProfileStore(db);
        const tenant = `t${runs++}`;
        for (const { run } of steps) {
          expect(await run(redis, tenant)).toEqual(await run(embedded, tenant));
          const [here, there] = [await redis.get(tenant, USERS), await embedded.get(tenant, USERS)];
          expect(here.map(sorted)).toEqual(there.map(sorted));
          expect(await redis.seen(tenant, USERS)).toEqual(await embedded.seen(tenant, USERS));
        }
        expect(await redis.count(tenant)).toBe(await embedded.count(tenant));
        const [here, there] = [await redis.marks(tenant, USERS), await embedded.marks(tenant, USERS)];
        // Hashes have a key of the store.
        expect(here.map(({ until }) => until)).toEqual(there.map(({ until }) => until));
        db.close();
      }),
      { numRuns: 100 },
    );
  });
});
