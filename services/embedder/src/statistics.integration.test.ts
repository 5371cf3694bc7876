import { randomUUID } from 'node:crypto';
import { decodeMessage, type EncodedMessage, encodeModelManifest, type ItemSums, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type BusMessage, type EventBus, openKafkaEventBus } from '@stars/event-bus';
import { saveTinyModel } from '@stars/inference/testing';
import { replacing } from '@stars/platform/testing';
import type { ProfileStore } from '@stars/profile-store';
import { LogSums, publishSteps } from '@stars/statistics';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';

const NAME = { tenantId: TENANT, definition: '1:UTC:any' };
const WAIT = { timeout: 60_000, interval: 50 };
const broker = process.env['STARS_TEST_KAFKA'];

const BUSES: [string, boolean, () => Promise<EventBus | undefined>][] = [
  ['the embedded bus', false, async () => undefined],
  [
    'Kafka',
    !broker,
    () =>
      openKafkaEventBus({
        ...{ brokers: [broker!], prefix: `test-${randomUUID().slice(0, 8)}`, partitions: 4 },
        backOff: { firstMs: 5, mostMs: 50 },
      }),
  ],
];

describe.each(BUSES)('statistics of all users on %s', (_, isAway, open) => {
  let world: EmbedderWorld;
  beforeEach(async () => {
    if (isAway) return;
    world = new EmbedderWorld(await open());
    await world.startIndexer();
    await world.publishItems();
  });
  afterEach(() => world?.close());
  const test = it.skipIf(isAway);

  async function publishModel(): Promise<void> {
    const manifest = await saveTinyModel(world.models, 'v1', ITEMS);
    await world.publish(TOPICS.models, encodeModelManifest(manifest));
  }

  /** As gateways read them, without items of which nothing is known. */
  async function states(): Promise<Map<string, Partial<ItemSums>>> {
    const found = new Map<string, ItemSums>();
    for await (const batch of world.bus.read({ topic: TOPICS.itemStatistics })) {
      for (const { value } of batch) {
        const { state, definition } = decodeMessage(TOPICS.itemStatistics, value);
        if (state?.$case === 'item' && definition === NAME.definition) found.set(state.value.itemId, state.value);
      }
    }
    return rounded([...found.values()]);
  }

  /** The same events, counted at once. */
  async function counted(): Promise<Map<string, Partial<ItemSums>>> {
    const { sums } = await new LogSums({ bus: world.bus }).count(NAME);
    const all: ItemSums[] = [];
    for await (const one of sums) all.push(one);
    return rounded(all);
  }

  /** Once they are those of the log. @param purchases So many that they cannot be from before */
  async function expectCounted(purchases: number): Promise<void> {
    await vi.waitFor(async () => {
      const found = await states();
      expect([...found.values()].reduce((sum, one) => sum + one.purchases!, 0)).toBe(purchases);
      expect(found).toEqual(await counted());
    }, WAIT);
  }

  /** Purchases of several users, an hour apart. */
  const buy = (count: number, from: number): EncodedMessage[] =>
    Array.from({ length: count }, (_, n) => world.event(`user-${n % 5}`, ITEMS[(n * n) % ITEMS.length]!, from + 7 * n));

  test('are those of the log before a model was there, and follow every event after it', async () => {
    const old = buy(40, 0);
    await world.publish(TOPICS.interactions, ...old);
    await publishModel();
    await world.start();
    await world.start();
    await expectCounted(40);
    // Late ones, the same ones again, and two of one item and day.
    const late = buy(20, 3);
    await world.publish(TOPICS.interactions, ...late, ...late.slice(0, 5), ...old.slice(0, 5));
    await world.publish(
      TOPICS.interactions,
      world.event('user-0', ITEMS[0]!, 1000),
      world.event('user-0', ITEMS[0]!, 1001),
    );
    await vi.waitFor(async () => expect(await states()).toEqual(await counted()), WAIT);
    const purchases = [...(await states()).values()].reduce((sum, one) => sum + one.purchases!, 0);
    await world.publish(TOPICS.interactions, world.event('user-1', ITEMS[1]!, 2000));
    await expectCounted(purchases + 1);
  });

  test('a stop does not wait for the count of a log, which comes again at the start', async () => {
    await world.publish(TOPICS.interactions, ...buy(40, 0));
    const reading = Promise.withResolvers<void>();
    async function* endless({ signal }: { signal?: AbortSignal }): AsyncGenerator<BusMessage[]> {
      reading.resolve();
      while (!signal?.aborted) {
        yield [];
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    await world.start({ log: { read: endless } });
    await publishModel();
    await reading.promise;
    const began = performance.now();
    await world.stop();
    // A handler that hears of no stop has ten seconds.
    expect(performance.now() - began).toBeLessThan(8000);
    await world.start();
    await expectCounted(40);
  });

  test.each<[string, (store: ProfileStore, fails: () => boolean) => Partial<ProfileStore>]>([
    [
      'before the histories have the events',
      (store, fails) => ({
        appendEvents: async (...given) => {
          if (fails()) throw new StarsError('STARS_UNAVAILABLE', 'the store went away');
          return store.appendEvents(...given);
        },
      }),
    ],
    [
      'after some histories have them',
      (store, fails) => ({
        appendEvents: async (tenant, updates) => {
          if (!fails()) return store.appendEvents(tenant, updates);
          await store.appendEvents(tenant, updates.slice(0, Math.ceil(updates.length / 2)));
          throw new StarsError('STARS_UNAVAILABLE', 'the store went away');
        },
      }),
    ],
    [
      'before the vectors are stored',
      (store, fails) => ({
        putVectors: async (...given) => {
          if (fails()) throw new StarsError('STARS_UNAVAILABLE', 'the store went away');
          return store.putVectors(...given);
        },
      }),
    ],
  ])('count nothing twice if a batch breaks off %s', async (_, broken) => {
    let failures = 0;
    const fails = (): boolean => failures > 0 && failures-- > 0;
    await world.start({ profiles: replacing(world.profiles, broken(world.profiles, fails)) });
    await publishModel();
    await world.publish(TOPICS.interactions, ...buy(10, 0));
    await expectCounted(10);
    failures = 2;
    await world.publish(TOPICS.interactions, ...buy(25, 500));
    await expectCounted(35);
    expect(failures).toBe(0);
  });

  test('are counted again on demand, while events come', async () => {
    await world.start();
    await publishModel();
    await world.publish(TOPICS.interactions, ...buy(20, 0));
    await expectCounted(20);
    // As a change of the code, or a lost topic, would leave them.
    for (let n = 0; n < 5; n++) {
      await publishSteps(world.bus, [{ ...NAME, step: 'rebuild' }]);
      await world.publish(TOPICS.interactions, ...buy(10, 300 + 300 * n));
    }
    await expectCounted(70);
  });
});

function rounded(states: readonly ItemSums[]): Map<string, Partial<ItemSums>> {
  const digits = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(9)) : value;
  const there = states.filter(({ purchases }) => purchases > 0);
  const plain = there.map(({ applied, regions, ...sums }): [string, Partial<ItemSums>] => [
    sums.itemId,
    JSON.parse(
      JSON.stringify({ ...sums, regions: regions.toSorted((a, b) => (a.region < b.region ? -1 : 1)) }, digits),
    ),
  ]);
  return new Map(plain.sort(([a], [b]) => (a < b ? -1 : 1)));
}
