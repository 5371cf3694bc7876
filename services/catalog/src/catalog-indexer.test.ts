import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asBackfill, CatalogItem, encodeCatalogDelete, encodeCatalogUpsert, madeAt, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type OutgoingMessage, SqliteEventBus } from '@stars/event-bus';
import { SqliteItemCatalog } from '@stars/item-catalog';
import { createMetrics } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import { EmbeddedVectorIndex, payloadOf } from '@stars/vector-index';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CatalogIndexer } from './catalog-indexer.js';

const TENANT = 'default';

function newTestIndexer() {
  const folder = mkdtempSync(join(tmpdir(), 'stars-catalog-'));
  const path = join(folder, 'stars.db');
  const database = openDatabase(path);
  const bus = new SqliteEventBus(database);
  const catalog = new SqliteItemCatalog(database);
  const vectors = EmbeddedVectorIndex.open(path);
  const metrics = createMetrics('catalog', { processMetrics: false });
  const sut = new CatalogIndexer(catalog, vectors, metrics);
  return {
    sut,
    catalog,
    vectors,
    metrics,
    /** Publishes, and applies everything that is on the topic, as after a crash before the first commit. */
    apply: async (...messages: OutgoingMessage[]) => {
      if (messages.length > 0) await bus.publish(TOPICS.catalog, messages);
      const poison = [];
      for await (const batch of bus.read({ topic: TOPICS.catalog })) poison.push(...(await sut.apply(batch)));
      return poison;
    },
    /** Gives the items vectors of a model. */
    embed: async (modelVersion: string, ...items: CatalogItem[]) => {
      await vectors.createCollection(TENANT, modelVersion, 2);
      const vector = Float32Array.of(1, 0);
      const records = items.map((item) => ({ itemId: item.itemId, vector, payload: payloadOf(item) }));
      await vectors.upsert(TENANT, modelVersion, records);
    },
    close: async () => {
      await bus.close();
      await vectors.close();
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const item = (version: number, part: Partial<CatalogItem> = {}): CatalogItem => ({
  ...CatalogItem.fromPartial({ tenantId: TENANT, itemId: 'fig', title: 'Figs', price: 2 }),
  version,
  ...part,
});

const remove = (version: number) => encodeCatalogDelete({ tenantId: '', itemId: 'fig', version });

let test: ReturnType<typeof newTestIndexer>;
beforeEach(() => {
  test = newTestIndexer();
});
afterEach(() => test.close());

const found = async (modelVersion: string, region: string): Promise<string[]> => {
  const queries = [Float32Array.of(1, 0)];
  const [hits] = await test.vectors.search(TENANT, { modelVersion, queries, k: 5, region });
  return hits!.map((hit) => hit.itemId);
};

describe('CatalogIndexer', () => {
  it('stores items; the latest version of each stays, however often the log is replayed', async () => {
    await test.apply(encodeCatalogUpsert(item(1)), encodeCatalogUpsert(item(3, { price: 4 })));
    expect(await test.apply(encodeCatalogUpsert(item(2, { price: 9 })))).toEqual([]);
    expect(await test.catalog.get(TENANT, ['fig'])).toMatchObject([{ version: 3, price: 4 }]);
  });

  it('applies stock to the searches of every model at once', async () => {
    const inStock = item(1, { regions: { north: { inStock: true } } });
    await test.apply(encodeCatalogUpsert(inStock));
    await test.embed('m1', inStock);
    await test.embed('m2', inStock);
    expect([await found('m1', 'north'), await found('m2', 'north')]).toEqual([['fig'], ['fig']]);
    await test.apply(encodeCatalogUpsert(item(2, { regions: { north: { inStock: false } } })));
    expect([await found('m1', 'north'), await found('m2', 'north')]).toEqual([[], []]);
  });

  it('takes deleted items out of every model, and lets a later version come back', async () => {
    await test.apply(encodeCatalogUpsert(item(1)));
    await test.embed('m1', item(1));
    await test.apply(remove(2));
    expect(await test.catalog.get(TENANT, ['fig'])).toEqual([undefined]);
    expect(await test.vectors.count(TENANT, 'm1')).toBe(0);
    await test.apply(encodeCatalogUpsert(item(3)));
    expect(await test.catalog.get(TENANT, ['fig'])).toMatchObject([{ version: 3 }]);
  });

  it('corrects a payload that is outdated after a crash between the two stores', async () => {
    const now = item(2, { regions: { north: { inStock: false } } });
    await test.apply(encodeCatalogUpsert(now));
    // The catalogue is at version 2 already; the vector was made from version 1 a moment ago.
    await test.embed('m1', item(1, { regions: { north: { inStock: true } } }));
    await test.apply();
    expect(await found('m1', 'north')).toEqual([]);
  });

  it('leaves the newest stock in filters if another writer came in between', async () => {
    const [old, now] = [1, 2].map((version) => item(version, { regions: { north: { inStock: version === 1 } } }));
    await test.embed('m1', old!);
    const setPayload = test.vectors.setPayload.bind(test.vectors);
    // The backfill has read version 1; before it writes, the live change is complete.
    test.vectors.setPayload = async (...parameters) => {
      test.vectors.setPayload = setPayload;
      await test.apply(encodeCatalogUpsert(now!));
      await setPayload(...parameters);
    };
    await test.apply(encodeCatalogUpsert(old!));
    expect(await test.catalog.get(TENANT, ['fig'])).toMatchObject([{ version: 2 }]);
    expect(await found('m1', 'north')).toEqual([]);
  });

  it('separates messages that can never be applied, and applies the rest', async () => {
    const good = encodeCatalogUpsert(item(1));
    // Different keys: a compacted topic keeps one message a key.
    const nonsense = { ...good, key: 'default/nonsense', id: 'default/nonsense', value: Uint8Array.of(255, 255, 255) };
    const empty = { ...good, key: 'default/empty', id: 'default/empty', value: new Uint8Array() };
    const poison = await test.apply(nonsense, empty, good);
    expect(poison.map(({ message, code }) => [message.id, code])).toEqual([
      ['default/nonsense', 'STARS_POISON_MESSAGE'],
      ['default/empty', 'STARS_FIELD_REQUIRED'],
    ]);
    expect(poison[1]!.reason).toContain('item_id');
    expect(await test.catalog.count(TENANT)).toBe(1);
    expect(await test.metrics.expose()).toContain('outcome="poison",service="catalog"} 2');
  });

  it('counts a drop of the price from when a live change was made; imports and changes without a time make none', async () => {
    const upsert = (version: number, price: number) => encodeCatalogUpsert(item(version, { price }));
    const drop = async () => (await test.catalog.recentChanges(TENANT, ['fig']))[0]?.drop;
    await test.apply(asBackfill(upsert(1, 9)), asBackfill(upsert(2, 8)), upsert(3, 7));
    expect(await drop()).toBeUndefined();
    await test.apply(asBackfill(madeAt(upsert(4, 6), 1_000)));
    expect(await drop()).toBeUndefined();
    const time = Date.now() + 1_000;
    await test.apply(madeAt(upsert(5, 5), time));
    await test.apply();
    expect(await drop()).toEqual({ before: 6, time });
  });

  it('does not treat messages as poison if a store is away: the batch comes again', async () => {
    const away = new StarsError('STARS_UNAVAILABLE', 'no connection');
    test.catalog.upsert = () => Promise.reject(away);
    await expect(test.apply(encodeCatalogUpsert(item(1)))).rejects.toBe(away);
  });
});
