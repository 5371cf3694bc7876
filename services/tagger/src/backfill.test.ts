import { setTimeout as sleep } from 'node:timers/promises';
import { asBackfill, type CatalogItem, encodeCatalogDelete, encodeCatalogUpsert, TOPICS } from '@stars/contracts';
import type { Tagger } from '@stars/text';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveFirst } from './live-first.js';
import { item, lengthEmbedder, TaggerWorld } from './testing/tagger-world.js';

const WAIT = { timeout: 60_000, interval: 5 };

let world: TaggerWorld;
beforeEach(() => {
  world = new TaggerWorld();
});
afterEach(() => world.close());

/** Takes time for every call, as a model does. */
const slowTagger = (ms: number): Tagger => ({
  name: 'slow@1',
  vocabularyVersion: 'v1',
  tag: async (products) => {
    await sleep(ms);
    return products.map(() => ({ tags: ['kind:thing'], rejected: [] }));
  },
});

const publish = (messages: Parameters<TaggerWorld['bus']['publish']>[1]) => world.bus.publish(TOPICS.catalog, messages);
const backfillOf = (items: readonly CatalogItem[]) => items.map((each) => asBackfill(encodeCatalogUpsert(each)));
const versionsOf = (itemId: string) =>
  world.published.filter((features) => features.itemId === itemId).map(({ itemVersion }) => itemVersion);

const lagsOf = async (...groups: string[]) =>
  (await Promise.all(groups.map((group) => world.bus.lag(group, [TOPICS.catalog])))).map((lag) =>
    lag.get(TOPICS.catalog),
  );

describe('a backfill', { timeout: 90_000 }, () => {
  it('lets a live change overtake it, and loses no message', async () => {
    const catalogue = Array.from({ length: 3000 }, (_, n) => item(`b${n}`, `product number ${n}`));
    await world.index(catalogue);
    await world.start({ models: { embedder: lengthEmbedder(), tagger: slowTagger(20) } });
    await publish(backfillOf(catalogue));
    await vi.waitFor(() => expect(world.published.length).toBeGreaterThan(100), WAIT);
    const before = world.published.length;
    await publish([encodeCatalogUpsert(item('live', 'Pumpkin spice oat milk latte'))]);
    await vi.waitFor(() => expect(versionsOf('live')).toEqual([1]), WAIT);
    // Only the current batch of the backfill may come before it, not everything before it on the topic.
    const place = world.published.findIndex(({ itemId }) => itemId === 'live');
    expect(place - before).toBeLessThanOrEqual(500);
    expect(place).toBeLessThan(2500);
    await vi.waitFor(() => expect(world.published).toHaveLength(3001), WAIT);
    expect(new Set(world.published.map(({ itemId }) => itemId)).size).toBe(3001);
    await vi.waitFor(async () => expect(await lagsOf('tagger', 'tagger-backfill')).toEqual([0, 0]), WAIT);
  });

  it('never puts an older version of an item behind a newer one', async () => {
    const [old, now] = [item('a', 'Old title'), item('a', 'New title', { version: 2 })];
    await world.index([now]);
    await world.start({ models: { embedder: lengthEmbedder(), tagger: slowTagger(1) } });
    await publish([encodeCatalogUpsert(now)]);
    await vi.waitFor(() => expect(versionsOf('a')).toEqual([2]), WAIT);
    await publish([...backfillOf([old]), ...backfillOf([item('b', 'Other')])]);
    await world.index([item('b', 'Other')]);
    await vi.waitFor(() => expect(versionsOf('b')).toEqual([1]), WAIT);
    expect(versionsOf('a')).toEqual([2]);
    expect(await world.metrics.expose()).toContain('outcome="superseded",service="tagger"} 1');
  });

  it('makes no features of a deleted item, once the catalogue knows', async () => {
    const indexed = await world.startIndexer();
    await world.start({ models: { embedder: lengthEmbedder(), tagger: slowTagger(1) } });
    await publish(backfillOf([item('gone', 'Milk')]));
    await world.catalog.delete('default', [{ itemId: 'gone', version: 2 }]);
    await publish([encodeCatalogDelete({ tenantId: 'default', itemId: 'gone', version: 2 })]);
    await vi.waitFor(async () => expect(await lagsOf('catalog', 'tagger', 'tagger-backfill')).toEqual([0, 0, 0]), WAIT);
    expect(world.published.at(-1)).toMatchObject({ itemId: 'gone', itemVersion: 2, deleted: true });
    expect(world.published.filter(({ deleted }) => !deleted)).toEqual([]);
    await indexed.close();
  });

  it('waits for the catalogue to index its items', async () => {
    await world.start({ models: { embedder: lengthEmbedder(), tagger: slowTagger(1) } });
    await publish(backfillOf([item('a', 'Milk')]));
    await sleep(100);
    expect(world.published).toEqual([]);
    await world.index([item('a', 'Milk')]);
    await vi.waitFor(() => expect(versionsOf('a')).toEqual([1]), WAIT);
    expect(await world.deadLetters()).toEqual([]);
  });
});

describe('LiveFirst', () => {
  it('pauses a chunk until live work is done, but not for ever', async () => {
    const gate = new LiveFirst();
    await gate.turn();
    const order: string[] = [];
    let finish = () => {};
    const live = gate.live(() => new Promise<void>((resolve) => (finish = resolve)));
    const turn = gate.turn().then(() => order.push('turn'));
    await sleep(20);
    order.push('live');
    finish();
    await Promise.all([live, turn]);
    expect(order).toEqual(['live', 'turn']);
    const stuck = gate.live(() => new Promise<void>((resolve) => (finish = resolve)));
    const start = performance.now();
    await gate.turn();
    expect(performance.now() - start).toBeGreaterThan(1500);
    finish();
    await stuck;
  });

  it('ends the pause with its signal', async () => {
    const gate = new LiveFirst();
    void gate.live(() => new Promise(() => {}));
    const abort = new AbortController();
    const turn = gate.turn(abort.signal);
    abort.abort(new Error('enough'));
    await expect(turn).rejects.toThrow('enough');
  });
});
