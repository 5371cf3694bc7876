import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogItem, deadLetterTopic, encodeCatalogUpsert, TOPICS } from '@stars/contracts';
import { type BusMessage, CATALOG_INDEXER_GROUPS, DEAD_LETTER_HEADERS, SqliteEventBus } from '@stars/event-bus';
import { type ItemCatalog, openElasticsearchItemCatalog, SqliteItemCatalog } from '@stars/item-catalog';
import { createLogger, createMetrics, type Metrics } from '@stars/platform';
import { type Database, openDatabase } from '@stars/sqlite';
import { EmbeddedVectorIndex } from '@stars/vector-index';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CatalogConsumer } from './catalog-consumer.js';
import { CatalogIndexer } from './catalog-indexer.js';

const url = process.env['STARS_TEST_ELASTICSEARCH'];
const TENANT = 'default';
const ITEMS = 300;
const BAD = [0, 117, 118, 299];

const items = Array.from({ length: ITEMS }, (_, n) => {
  const brand = BAD.includes(n) ? 'no number' : String(n);
  return CatalogItem.fromPartial({ tenantId: TENANT, itemId: `i${n}`, version: 1, title: 'Figs', brand });
});

/** An index whose brands must be numbers: somebody changed its mapping. */
async function withStrictBrands(prefix: string): Promise<ItemCatalog> {
  const ask = async (path: string, method: string, body?: object): Promise<Record<string, { mappings: Mapping }>> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, { mappings: Mapping }>;
  };
  const catalog = await openElasticsearchItemCatalog({ url: url!, prefix, readTimeoutMs: 60_000 });
  const index = `${prefix}-items-v1`;
  const { mappings } = (await ask(`/${index}/_mapping`, 'GET'))[index]!;
  await ask(`/${index}`, 'DELETE');
  const properties = { ...mappings.properties, brand: { type: 'integer' } };
  await ask(`/${index}`, 'PUT', { mappings: { ...mappings, properties }, aliases: { [`${prefix}-items`]: {} } });
  return catalog;
}

interface Mapping {
  properties: Record<string, object>;
}

/** A catalogue in the file of the bus that fails for brands that are no numbers. */
function withTrigger(database: Database): ItemCatalog {
  const catalog = new SqliteItemCatalog(database);
  database.exec(`CREATE TRIGGER strict_brands BEFORE INSERT ON catalog_item WHEN NEW.fields ->> 'brand' NOT GLOB '[0-9]*'
    BEGIN SELECT RAISE(ABORT, 'no number'); END`);
  return catalog;
}

describe('a product in the middle of a batch that the catalogue never takes', () => {
  let folder: string;
  let database: Database;
  let bus: SqliteEventBus;
  let metrics: Metrics;
  const prefix = `test-${randomUUID().slice(0, 8)}`;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-poison-'));
    database = openDatabase(join(folder, 'stars.db'));
    metrics = createMetrics('catalog', { processMetrics: false });
    bus = new SqliteEventBus(database, { pollMs: 5, backOff: { firstMs: 1, mostMs: 5 }, metrics });
  });
  afterEach(async () => {
    await bus.close();
    database.close();
    rmSync(folder, { recursive: true });
  });

  async function run(catalog: ItemCatalog): Promise<BusMessage[]> {
    const vectors = EmbeddedVectorIndex.open(join(folder, 'stars.db'));
    const indexer = new CatalogIndexer(catalog, vectors, metrics);
    const consumer = new CatalogConsumer(bus, indexer, createLogger('test', { level: 'silent' }));
    const lag = async () => (await bus.lag(CATALOG_INDEXER_GROUPS.live, [TOPICS.catalog])).get(TOPICS.catalog);
    const letters: BusMessage[] = [];
    await bus.publish(
      TOPICS.catalog,
      items.map((item) => encodeCatalogUpsert(item)),
    );
    await consumer.onApplicationBootstrap();
    try {
      await vi.waitFor(async () => expect(await lag()).toBe(0), { timeout: 30_000, interval: 20 });
      const stored = await catalog.get(
        TENANT,
        items.map(({ itemId }) => itemId),
      );
      for await (const batch of bus.read({ topic: deadLetterTopic(TOPICS.catalog) })) letters.push(...batch);
      const dead = letters.map(({ key }) => Number(key.split('/i')[1]));
      const count = stored.filter((item) => item !== undefined).length;
      process.stdout.write(`sent ${ITEMS}, stored ${count}, dead letters ${dead.length}\n`);
      expect(stored.flatMap((item, n) => (item === undefined ? [n] : []))).toEqual(BAD);
      expect(dead.toSorted((a, b) => a - b)).toEqual(BAD);
      return letters;
    } finally {
      await consumer.onModuleDestroy();
      await vectors.close();
    }
  }

  it.skipIf(!url)('Elasticsearch names the document: no batch is tried more often than needed', async () => {
    const catalog = await withStrictBrands(prefix);
    try {
      for (const { headers } of await run(catalog)) {
        expect(headers[DEAD_LETTER_HEADERS.code]).toBe('STARS_INVALID_FIELD');
        expect(headers[DEAD_LETTER_HEADERS.reason]).toMatch(/document_parsing_exception.*brand/);
      }
      const counted = await metrics.expose();
      expect(counted).toContain(
        `stars_dead_letters_total{group="${CATALOG_INDEXER_GROUPS.live}",topic="stars.v1.catalog",code="STARS_INVALID_FIELD",service="catalog"} ${BAD.length}`,
      );
      // The batch, each bad product alone, and the two neighbours together.
      expect(counted).toContain(
        `stars_consumer_failures_total{group="${CATALOG_INDEXER_GROUPS.live}",topic="stars.v1.catalog",kind="refused",service="catalog"} 6`,
      );
    } finally {
      await catalog.close();
      await fetch(`${url}/${prefix}-items-v1,${prefix}-item-features-v1`, { method: 'DELETE' });
    }
  });

  it('SQLite fails, and nobody knows why: the batch is halved after some attempts', async () => {
    for (const { headers } of await run(withTrigger(database))) {
      expect(headers[DEAD_LETTER_HEADERS.code]).toBe('STARS_INTERNAL');
      expect(headers[DEAD_LETTER_HEADERS.reason]).toContain('no number');
    }
  });
});
