import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  asBackfill,
  CatalogChange,
  encodeCatalogUpsert,
  encodeTagCorrection,
  isBackfill,
  TagCorrection,
  TOPICS,
} from '@stars/contracts';
import { type BusMessage, CATALOG_INDEXER_GROUPS, type EventBus, openKafkaEventBus } from '@stars/event-bus';
import { SteadyFeed } from '@stars/event-bus/testing';
import type { Tagger } from '@stars/text';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { item, lengthEmbedder, TaggerWorld } from './testing/tagger-world.js';

const broker = process.env['STARS_TEST_KAFKA'];
const WAIT = { timeout: 120_000, interval: 20 };
const backOff = { firstMs: 5, mostMs: 50 };
const prefix = `test-${randomUUID().slice(0, 8)}`;
const BUSES: [string, () => Promise<EventBus | undefined>][] = [['the embedded bus', async () => undefined]];
if (broker) BUSES.push(['Kafka', () => openKafkaEventBus({ brokers: [broker], prefix, partitions: 2, backOff })]);

const tagger: Tagger = {
  name: 'same@1',
  vocabularyVersion: 'v1',
  tag: async (products) => products.map(() => ({ tags: ['kind:thing'], rejected: [] })),
};

describe.each(BUSES)('under live changes that do not end, on %s', (_, openBus) => {
  let world: TaggerWorld;
  let feed: SteadyFeed;
  let leastLag: number;
  const indexers: { close(): Promise<void> }[] = [];

  const index = async (messages: readonly BusMessage[]): Promise<void> => {
    for (const { value } of messages) {
      const { change } = CatalogChange.decode(value);
      if (change?.$case === 'upsert') await world.index([change.value]);
    }
  };

  beforeEach(async () => {
    world = new TaggerWorld(await openBus());
    const consume = (group: string, lane: boolean, ms: number) =>
      world.bus.consume({
        group,
        topics: [TOPICS.catalog],
        batchSize: ms > 0 ? 1 : 1000,
        handler: async (messages) => {
          await sleep(ms);
          await index(messages.filter((message) => isBackfill(message) === lane));
        },
      });
    // Live changes come faster than the catalogue takes them.
    indexers.push(await consume(CATALOG_INDEXER_GROUPS.live, false, 20));
    indexers.push(await consume(CATALOG_INDEXER_GROUPS.backfill, true, 0));
    await world.start({ models: { embedder: lengthEmbedder(), tagger } });
    leastLag = Number.POSITIVE_INFINITY;
    feed = new SteadyFeed(2, async (n) => {
      const changes = Array.from({ length: n === 0 ? 50 : 3 }, (_, i) => item(`live-${n}-${i}`, 'Oat milk'));
      await world.bus.publish(
        TOPICS.catalog,
        changes.map((each) => encodeCatalogUpsert(each)),
      );
      if (n % 10 > 0) return;
      const lag = await world.bus.lag(CATALOG_INDEXER_GROUPS.live, [TOPICS.catalog]);
      leastLag = Math.min(leastLag, lag.get(TOPICS.catalog)!);
    });
  });
  afterEach(async () => {
    await feed.stop();
    for (const indexer of indexers.splice(0)) await indexer.close();
    await world.close();
  });

  it('a backfill with deleted items is tagged, and so is a corrected item', async () => {
    await world.catalog.delete('default', [{ itemId: 'gone', version: 2 }]);
    await world.index([item('corrected', 'Bread')]);
    const backfill = [item('gone', 'Milk'), ...Array.from({ length: 100 }, (_, n) => item(`b${n}`, `Milk ${n}`))];
    await world.bus.publish(
      TOPICS.catalog,
      backfill.map((each) => asBackfill(encodeCatalogUpsert(each))),
    );
    const correction = TagCorrection.fromPartial({ itemId: 'corrected', version: 1, add: ['kind:bread'] });
    await world.bus.publish(TOPICS.tagCorrections, [encodeTagCorrection(correction)]);
    const tagged = (start: string) =>
      new Set(world.published.filter(({ itemId }) => itemId.startsWith(start)).map(({ itemId }) => itemId)).size;
    await vi.waitFor(() => expect([tagged('b'), tagged('corrected')]).toEqual([100, 1]), WAIT);
    const { published } = feed;
    await vi.waitFor(() => expect(feed.published).toBeGreaterThan(published + 2), WAIT);
    await feed.stop();
    const said = `longest pause of the feed ${feed.longestPauseMs.toFixed(0)} ms, least lag of the catalogue ${leastLag}`;
    process.stdout.write(`100 of 100 tagged after ${published} times 3 live changes; ${said}\n`);
    expect(tagged('gone')).toBe(0);
    expect(leastLag).toBeGreaterThan(0);
  });
});
