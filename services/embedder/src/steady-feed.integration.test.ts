import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { asBackfill, CatalogItem, encodeCatalogUpsert, encodeItemFeatures, TOPICS } from '@stars/contracts';
import { CATALOG_INDEXER_GROUPS, type EventBus, openKafkaEventBus, type Subscription } from '@stars/event-bus';
import { SteadyFeed } from '@stars/event-bus/testing';
import { tinyFeatures } from '@stars/inference/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';

const broker = process.env['STARS_TEST_KAFKA'];
const WAIT = { timeout: 120_000, interval: 20 };
const backOff = { firstMs: 5, mostMs: 50 };

const prefix = `test-${randomUUID().slice(0, 8)}`;
const BUSES: [string, () => Promise<EventBus | undefined>][] = [['the embedded bus', async () => undefined]];
if (broker) BUSES.push(['Kafka', () => openKafkaEventBus({ brokers: [broker], prefix, partitions: 2, backOff })]);

describe.each(BUSES)('under an import that does not end, on %s', (_, openBus) => {
  let world: EmbedderWorld;
  let backfillIndexer: Subscription;
  let feed: SteadyFeed;
  let leastLag: number;

  const indexed = (itemId: string, version: number) =>
    encodeCatalogUpsert(CatalogItem.fromPartial({ tenantId: TENANT, itemId, title: itemId, version }));

  beforeEach(async () => {
    world = new EmbedderWorld(await openBus());
    await world.startIndexer('live');
    await world.publishItems();
    // The import's changes come faster than the catalogue takes them.
    backfillIndexer = await world.bus.consume({
      group: CATALOG_INDEXER_GROUPS.backfill,
      topics: [TOPICS.catalog],
      batchSize: 1,
      handler: async () => void (await sleep(50)),
    });
    leastLag = Number.POSITIVE_INFINITY;
    feed = new SteadyFeed(2, async (n) => {
      const changes = Array.from({ length: n === 0 ? 500 : 3 }, (_, i) => asBackfill(indexed(`import-${n}-${i}`, 1)));
      await world.publish(TOPICS.catalog, ...changes);
      await world.publish(TOPICS.interactions, world.event(`user-${n % 20}`, ITEMS[n % ITEMS.length]!, n));
      if (n % 10 > 0) return;
      const lag = await world.bus.lag(CATALOG_INDEXER_GROUPS.backfill, [TOPICS.catalog]);
      leastLag = Math.min(leastLag, lag.get(TOPICS.catalog)!);
    });
    await world.start();
    await world.publishModel('v1');
  });
  afterEach(async () => {
    await feed.stop().catch(() => undefined);
    await backfillIndexer.close();
    await world.close();
  });

  it('a model comes into service, and features of a deleted item stop nothing', { timeout: 400_000 }, async () => {
    await vi.waitFor(async () => expect(await world.servedVersions()).toEqual(['v1']), WAIT);
    await world.publish(
      TOPICS.itemFeatures,
      encodeItemFeatures(tinyFeatures('gone')),
      encodeItemFeatures(tinyFeatures('a', { itemVersion: 2, text: 'another text' })),
    );
    const before = [...(await world.itemVector('a', 'v1'))!];
    await vi.waitFor(async () => expect([...(await world.itemVector('a', 'v1'))!]).not.toEqual(before), WAIT);
    expect(await world.itemVector('gone', 'v1')).toBeUndefined();
    const { published } = feed;
    await vi.waitFor(() => expect(feed.published).toBeGreaterThan(published + 2), WAIT);
    await feed.stop();
    const said = `longest pause of the feed ${feed.longestPauseMs.toFixed(0)} ms, least lag of the catalogue ${leastLag}`;
    process.stdout.write(`after ${published} times 3 changes of an import and an event; ${said}\n`);
    expect(leastLag).toBeGreaterThan(0);
  });
});
