import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import {
  CatalogItem,
  deadLetterTopic,
  decodeMessage,
  encodeCatalogDelete,
  encodeCatalogUpsert,
  type ItemFeatures,
  TOPICS,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type BusMessage, SqliteEventBus, TAGGER_GROUPS } from '@stars/event-bus';
import { NO_TEXT } from '@stars/features';
import { SqliteItemCatalog } from '@stars/item-catalog';
import { createLogger, createMetrics } from '@stars/platform';
import { type Database, openDatabase } from '@stars/sqlite';
import { productTextOf, type Tagger, TextCache, type TextEmbedder } from '@stars/text';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TaggerModule } from './tagger.module.js';

let db: Database;
let bus: SqliteEventBus;
let cache: TextCache;
beforeEach(async () => {
  const data = await mkdtemp(join(tmpdir(), 'tagger-'));
  db = openDatabase(join(data, 'stars.db'));
  bus = new SqliteEventBus(db, { pollMs: 10, backOff: { firstMs: 5, mostMs: 20 } });
  cache = TextCache.open(join(data, 'cache', 'text.db'));
});
afterEach(async () => {
  await bus.close();
  cache.close();
  db.close();
});

/** Vectors of a text's length; refuses titles with "refused"; away for a given number of calls. */
function testModels() {
  const state = { embedded: [] as string[], failures: 0 };
  const embedder: TextEmbedder = {
    name: 'test@1',
    embed: async (texts) => {
      if (state.failures-- > 0) throw new StarsError('STARS_UNAVAILABLE', 'away');
      if (texts.some((text) => text.includes('refused'))) throw new StarsError('STARS_INVALID_FIELD', 'cannot embed');
      state.embedded.push(...texts);
      return texts.map((text) => Float32Array.of(text.length, -0.5));
    },
  };
  const tagger: Tagger = {
    name: 'tags@1',
    vocabularyVersion: 'v1',
    tag: async (products) => products.map(() => ({ tags: ['kind:thing'], rejected: [] })),
  };
  return { models: { embedder, tagger }, state };
}

const item = (itemId: string, title: string, more: Partial<CatalogItem> = {}) =>
  CatalogItem.fromPartial({ tenantId: 'default', itemId, title, version: 1, category: ['Food', 'Dairy'], ...more });

/** Runs the module until the catalogue topic is handled, and returns what it published. */
async function runTagger(models: ReturnType<typeof testModels>['models']) {
  const logger = createLogger('test', { level: 'silent' });
  const metrics = createMetrics('tagger', { processMetrics: false });
  const catalog = new SqliteItemCatalog(db);
  const deps = { bus, catalog, models, cache, logger, metrics };
  const app = await NestFactory.createApplicationContext(TaggerModule.register(deps), { logger: false });
  await vi.waitFor(
    async () =>
      expect([...(await bus.lag(TAGGER_GROUPS.live.group, TAGGER_GROUPS.live.topics)).values()]).toEqual([0, 0]),
    {
      timeout: 10_000,
      interval: 10,
    },
  );
  await app.close();
  const features = (await readAll(TOPICS.itemFeatures)).map(({ value }) => decodeMessage(TOPICS.itemFeatures, value));
  return { features, exposed: await metrics.expose() };
}

async function readAll(topic: string): Promise<BusMessage[]> {
  const all: BusMessage[] = [];
  for await (const batch of bus.read({ topic })) all.push(...batch);
  return all;
}

const floats = ({ embedding }: ItemFeatures) => {
  const view = new DataView(embedding.buffer, embedding.byteOffset, embedding.byteLength);
  return Array.from({ length: embedding.byteLength / 4 }, (_, index) => view.getFloat32(index * 4, true));
};

describe('TaggerModule', () => {
  it('publishes the features of each item, and embeds equal texts once', async () => {
    const { models, state } = testModels();
    const [milk, same] = [item('a', 'Milk', { price: 1 }), item('b', 'Milk', { price: 2, version: 5 })];
    await bus.publish(TOPICS.catalog, [encodeCatalogUpsert(milk), encodeCatalogUpsert(same)]);
    const { features, exposed } = await runTagger(models);
    const { text, hash } = productTextOf(milk);
    expect(features.map(({ itemId, itemVersion }) => [itemId, itemVersion])).toEqual([
      ['a', 1],
      ['b', 5],
    ]);
    expect(features[0]).toMatchObject({
      tenantId: 'default',
      textHash: hash,
      embeddingModel: 'test@1',
      tags: ['kind:thing'],
      tagger: 'tags@1',
      tagVocabularyVersion: 'v1',
      category: ['Food', 'Dairy'],
      deleted: false,
    });
    expect(floats(features[1]!)).toEqual([text.length, -0.5]);
    expect(state.embedded).toEqual([text]);
    expect(exposed).toContain('stars_tagger_texts_total{source="model",service="tagger"} 1');
  });

  it('embeds again if the text changed, not if only price or stock did', async () => {
    const { models, state } = testModels();
    await bus.publish(TOPICS.catalog, [encodeCatalogUpsert(item('a', 'Milk'))]);
    await runTagger(models);
    await bus.publish(TOPICS.catalog, [encodeCatalogUpsert(item('a', 'Milk', { version: 2, price: 9 }))]);
    const { features } = await runTagger(models);
    expect(features.at(-1)).toMatchObject({ itemVersion: 2 });
    await bus.publish(TOPICS.catalog, [encodeCatalogUpsert(item('a', 'Whole milk', { version: 3 }))]);
    await runTagger(models);
    expect(state.embedded.map((text) => text.split('.')[0])).toEqual(['Milk', 'Whole milk']);
  });

  it('records "no text" of an item with only an id, and asks no model', async () => {
    const { models, state } = testModels();
    await bus.publish(TOPICS.catalog, [encodeCatalogUpsert(item('4711', '4711', { category: [], version: 0 }))]);
    const { features } = await runTagger(models);
    expect(features).toMatchObject([{ itemId: '4711', embeddingModel: NO_TEXT, tagger: NO_TEXT, tags: [] }]);
    expect(floats(features[0]!)).toEqual([0]);
    expect(state.embedded).toEqual([]);
  });

  it('publishes that deleted items are gone', async () => {
    const { models, state } = testModels();
    await bus.publish(TOPICS.catalog, [encodeCatalogDelete({ tenantId: 'default', itemId: 'gone', version: 7 })]);
    const { features } = await runTagger(models);
    expect(features).toMatchObject([{ itemId: 'gone', itemVersion: 7, deleted: true, tags: [] }]);
    expect(state.embedded).toEqual([]);
  });

  it('dead-letters what can never be handled, with the reason, and goes on', async () => {
    const { models } = testModels();
    await bus.publish(TOPICS.catalog, [
      { key: 'default/x', id: 'default/x@1', value: Uint8Array.of(0xff, 0xff, 0xff) },
      { key: 'default/y', id: 'default/y@1', value: new Uint8Array() },
      encodeCatalogUpsert(item('r', 'refused by the model')),
      encodeCatalogUpsert(item('fine', 'Milk')),
    ]);
    const { features, exposed } = await runTagger(models);
    expect(features.map(({ itemId }) => itemId)).toEqual(['fine']);
    const dead = (await readAll(deadLetterTopic(TOPICS.catalog))).map(({ headers }) =>
      Object.values(headers).join(' '),
    );
    expect(dead).toHaveLength(3);
    expect(dead.join('\n')).toMatch(/STARS_POISON_MESSAGE[\s\S]*item_id[\s\S]*cannot embed/);
    expect(exposed).toMatch(/stars_tagger_changes_total\{outcome="poison",service="tagger"\} 3/);
  });

  it('waits for a model that is away, and loses nothing', async () => {
    const { models, state } = testModels();
    state.failures = 3;
    await bus.publish(TOPICS.catalog, [encodeCatalogUpsert(item('a', 'Milk'))]);
    const { features } = await runTagger(models);
    expect(features.map(({ itemId }) => itemId)).toEqual(['a']);
    expect(await readAll(deadLetterTopic(TOPICS.catalog))).toEqual([]);
  });
});
