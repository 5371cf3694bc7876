import { randomUUID } from 'node:crypto';
import { asBackfill, encodeCatalogUpsert, encodeTagCorrection, TagCorrection, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { openKafkaEventBus } from '@stars/event-bus';
import type { Tagger } from '@stars/text';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BUDGET, ledgersOn, spend } from './testing/shared-budget.js';
import { item, lengthEmbedder, TaggerWorld } from './testing/tagger-world.js';

const broker = process.env['STARS_TEST_KAFKA'];
const WAIT = { timeout: 90_000, interval: 50 };

/** Cannot tag products called "shy" at first, and never those called "hopeless". */
function moodyTagger(): Tagger {
  const asked = new Map<string, number>();
  const failure = new StarsError('STARS_POISON_MESSAGE', 'not in the mood');
  return {
    name: 'moody@1',
    vocabularyVersion: 'v1',
    tag: async (products) =>
      products.map(({ text }) => {
        const times = (asked.get(text) ?? 0) + 1;
        asked.set(text, times);
        const fails = text.startsWith('hopeless') || (text.startsWith('shy') && times < 2);
        return fails ? { failure, retryable: true } : { tags: ['kind:thing'], rejected: [] };
      }),
  };
}

// The same module on another bus, which differs in partitions, retry topics and headers.
describe.skipIf(!broker)('the tagger on Kafka', () => {
  let world: TaggerWorld;
  let prefix: string;
  beforeEach(async () => {
    prefix = `test-${randomUUID().slice(0, 8)}`;
    const backOff = { firstMs: 5, mostMs: 50 };
    world = new TaggerWorld(await openKafkaEventBus({ brokers: [broker!], prefix, partitions: 2, backOff }));
  });
  afterEach(() => world.close());

  it('tags live changes and a backfill, retries by product, dead-letters the hopeless, and applies corrections', async () => {
    const title = (n: number): string => (n % 50 === 0 ? `shy ${n}` : n % 75 === 1 ? `hopeless ${n}` : `milk ${n}`);
    const backfill = Array.from({ length: 300 }, (_, n) => item(`b${n}`, title(n)));
    const live = Array.from({ length: 20 }, (_, n) => item(`l${n}`, title(n)));
    await world.index([...backfill, ...live]);
    await world.start({ models: { embedder: lengthEmbedder(), tagger: moodyTagger() } });
    await world.bus.publish(
      TOPICS.catalog,
      backfill.map((each) => asBackfill(encodeCatalogUpsert(each))),
    );
    await world.bus.publish(
      TOPICS.catalog,
      live.map((each) => encodeCatalogUpsert(each)),
    );
    const hopeless = [...backfill, ...live].filter((each) => each.title.startsWith('hopeless'));
    const all = backfill.length + live.length;
    await vi.waitFor(async () => {
      expect(new Set(world.published.map(({ itemId }) => itemId)).size).toBe(all - hopeless.length);
      expect(await world.deadLetters()).toHaveLength(hopeless.length);
    }, WAIT);
    expect(world.published).toHaveLength(all - hopeless.length);
    const letters = await world.deadLetters();
    expect(letters.map(({ itemKey }) => itemKey).toSorted()).toEqual(
      hopeless.map(({ itemId }) => `default/${itemId}`).toSorted(),
    );
    for (const letter of letters) expect(letter).toMatchObject({ reason: 'not in the mood', attempt: 3 });

    const indexer = await world.startIndexer();
    const correction = TagCorrection.fromPartial({
      itemId: 'l2',
      version: 1,
      add: ['kind:gem'],
      remove: ['kind:thing'],
    });
    await world.bus.publish(TOPICS.tagCorrections, [encodeTagCorrection(correction)]);
    await vi.waitFor(() => expect(world.published.at(-1)).toMatchObject({ itemId: 'l2', tags: ['kind:gem'] }), WAIT);
    await indexer.close();
  });

  it('spends one budget with another tagger', async () => {
    const other = await openKafkaEventBus({ brokers: [broker!], prefix });
    try {
      const { tokens } = await spend(ledgersOn([world.bus, other]));
      process.stdout.write(`budget ${BUDGET}: two taggers on Kafka spent ${tokens} tokens\n`);
      expect(tokens).toBeLessThanOrEqual(BUDGET);
      expect(tokens).toBeGreaterThan(0.9 * BUDGET);
    } finally {
      await other.close();
    }
  });
});
