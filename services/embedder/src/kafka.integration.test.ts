import { randomUUID } from 'node:crypto';
import { encodeModelManifest, Interaction, InteractionType, TOPICS } from '@stars/contracts';
import { openKafkaEventBus } from '@stars/event-bus';
import { replacing } from '@stars/platform/testing';
import { openRedisProfileStore, type ProfileStore } from '@stars/profile-store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';

const broker = process.env['STARS_TEST_KAFKA'];
/** In hours. */
const YEAR = 8766;
const redis = process.env['STARS_TEST_REDIS'];
const WAIT = { timeout: 60_000, interval: 50 };
const USERS = Array.from({ length: 24 }, (_, i) => `user-${i}`);

// Two embedders share the partitions: one of them fills, the other learns of it from the bus.
describe.skipIf(!broker)('on Kafka', () => {
  let world: EmbedderWorld;
  beforeEach(async () => {
    const prefix = `test-${randomUUID().slice(0, 8)}`;
    const backOff = { firstMs: 5, mostMs: 50 };
    world = new EmbedderWorld(await openKafkaEventBus({ brokers: [broker!], prefix, partitions: 4, backOff }));
  });
  afterEach(() => world.close());

  /** Each once: while the group changes, a message may come to both embedders, and the bus may be told twice. */
  const steps = async (): Promise<string[]> => [
    ...new Set((await world.rollOuts()).map(({ version, cause, outcome }) => `${version} ${outcome} (${cause})`)),
  ];
  const outcomes = async (): Promise<string[]> => (await steps()).filter((step) => !step.includes('filling'));

  const fillings = async (): Promise<number> =>
    (await world.rollOuts()).filter(({ outcome }) => outcome === 'filling').length;

  it('a roll-out and a roll-back by two embedders that share the work leave every user with vectors of both versions', async () => {
    await world.startIndexer();
    await world.publishItems();
    let hours = 0;
    const buy = () =>
      world.publish(
        TOPICS.interactions,
        ...USERS.map((user, i) => world.event(user, ITEMS[i % ITEMS.length]!, ++hours)),
      );
    await buy();
    await world.start();
    await world.start();
    await world.publishModel('v1', 1);
    await vi.waitFor(async () => expect(await outcomes()).toEqual(['v1 served (training)']), WAIT);
    await world.publishModel('v2', 2);
    await buy();
    const both = ['v1 served (training)', 'v2 served (training)'];
    await vi.waitFor(async () => expect(await outcomes()).toEqual(both), WAIT);
    const fills = await fillings();
    await buy();
    await vi.waitFor(async () => {
      for (const { history, vectors } of await profiles()) {
        const last = history.at(-1)!.time;
        expect(history).toHaveLength(3);
        expect(vectors.map(({ modelVersion, asOf }) => [modelVersion, asOf])).toEqual([
          ['v1', last],
          ['v2', last],
        ]);
      }
    }, WAIT);
    await world.ask({ $case: 'rollBack', value: 'v2' });
    await vi.waitFor(async () => expect((await outcomes()).at(-1)).toBe('v1 served (roll-back)'), WAIT);
    // A bus that forgets ids: the trainer's announcement comes again.
    await world.publish(TOPICS.models, encodeModelManifest(await world.models.manifest('v2')));
    await vi.waitFor(async () => expect((await outcomes()).at(-1)).toBe('v2 refused (training)'), WAIT);
    expect(await fillings()).toBe(fills);
    expect(await steps()).toEqual([
      'v1 filling (training)',
      'v1 served (training)',
      'v2 filling (training)',
      'v2 served (training)',
      'v1 served (roll-back)',
      'v2 refused (training)',
    ]);
    expect((await world.servedVersions()).at(-1)).toBe('v1');
  });

  it('makes dead letters of impossible times that a producer wrote to Kafka itself', async () => {
    const [right, ...wrong] = [1, 7900 * YEAR, 3 * YEAR, -50 * YEAR].map((hours) => world.event('user-0', 'a', hours));
    await world.publish(TOPICS.interactions, ...wrong, right!);
    await world.start();
    await vi.waitFor(async () => {
      const codes = (await world.deadLetters(TOPICS.interactions)).map(({ headers }) => headers['stars-error-code']);
      expect(codes.sort()).toEqual(['STARS_TIME_AHEAD', 'STARS_TIME_AHEAD', 'STARS_TIME_BEHIND']);
      const [profile] = await world.profiles.get('default', ['user-0']);
      expect(profile!.history).toHaveLength(1);
      expect(profile!.history[0]!.time).toBe(Interaction.decode(right!.value).time!.getTime());
    }, WAIT);
  });

  it.skipIf(!redis)('over Redis goes on in another embedder when one stops, and makes nothing twice', async () => {
    const store = await openRedisProfileStore({ url: redis!, prefix: `test-${randomUUID()}` });
    const userIds = Array.from({ length: 2000 }, (_, n) => `shopper-${n}`);
    const type = InteractionType.INTERACTION_TYPE_PURCHASE;
    const event = { eventId: 'e', itemId: 'b', type, time: Date.parse('2024-01-01T00:00:00Z'), region: '' };
    await store.appendEvents(
      TENANT,
      userIds.map((userId) => ({ userId, events: [event] })),
    );
    await world.startIndexer();
    await world.publishItems();
    const made: string[][] = [[], []];
    let stopped: Promise<void> | undefined;
    const stops: (() => Promise<void>)[] = [];
    const counting = (who: 0 | 1): ProfileStore =>
      replacing(store, {
        putVectors: async (tenant, updates) => {
          made[who]!.push(...updates.map(({ userId }) => userId));
          // The first one that has made a few hundred stops.
          if (made[who]!.length > 300) stopped ??= stops[who]!();
          return store.putVectors(tenant, updates);
        },
      });
    for (const who of [0, 1] as const) stops.push(await world.start({ profiles: counting(who) }));
    await world.publishModel('v1', 1);
    await vi.waitFor(async () => expect(await outcomes()).toEqual(['v1 served (training)']), WAIT);
    await stopped;
    expect(Math.min(...made.map(({ length }) => length))).toBeGreaterThan(0);
    expect(made.flat().sort()).toEqual([...userIds].sort());
    for (const profile of await store.get(TENANT, userIds)) expect(profile!.vectors).toHaveLength(1);
    // It ends after the outcome is published.
    await vi.waitFor(async () => expect(await store.progress(TENANT, 'fill/v1')).toBeUndefined(), WAIT);
    await world.stop();
    await store.close();
  });

  const profiles = async () => (await world.profiles.get('default', USERS)).map((profile) => profile!);
});
