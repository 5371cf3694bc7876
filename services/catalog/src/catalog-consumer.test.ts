import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { asBackfill, CatalogItem, encodeCatalogUpsert, TOPICS } from '@stars/contracts';
import { CATALOG_INDEXER_GROUPS, SqliteEventBus } from '@stars/event-bus';
import { SqliteItemCatalog } from '@stars/item-catalog';
import { createLogger, createMetrics } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import { EmbeddedVectorIndex } from '@stars/vector-index';
import { expect, it, vi } from 'vitest';
import { CatalogModule } from './catalog.module.js';

const WAIT = { timeout: 60_000, interval: 10 };
const TENANT = 'default';

const item = (itemId: string, version: number, inStock: boolean): CatalogItem =>
  CatalogItem.fromPartial({ tenantId: TENANT, itemId, version, title: itemId, regions: { north: { inStock } } });

it('lets a live change of stock overtake a backfill, handles each message once, and keeps the newest', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-catalog-'));
  const path = join(folder, 'stars.db');
  const database = openDatabase(path);
  const bus = new SqliteEventBus(database, { pollMs: 5 });
  const catalog = new SqliteItemCatalog(database);
  const vectors = EmbeddedVectorIndex.open(path);
  const outcomes: string[] = [];
  const upsert = catalog.upsert.bind(catalog);
  // A slow store, like a server over the network.
  catalog.upsert = async (items) => {
    await sleep(40);
    const result = await upsert(items);
    outcomes.push(...result);
    return result;
  };
  const metrics = createMetrics('catalog', { processMetrics: false });
  const deps = { bus, catalog, vectors, metrics, logger: createLogger('test', { level: 'silent' }) };
  const app = await NestFactory.createApplicationContext(CatalogModule.register(deps), {
    logger: false,
    abortOnError: false,
  });
  const backfill = Array.from({ length: 20_000 }, (_, n) => item(`i${n}`, 1, true));
  await bus.publish(
    TOPICS.catalog,
    backfill.map((each) => asBackfill(encodeCatalogUpsert(each))),
  );
  await vi.waitFor(() => expect(outcomes.length).toBeGreaterThan(0), WAIT);
  // The last item of the backfill, which is out of stock since.
  await bus.publish(TOPICS.catalog, [encodeCatalogUpsert(item('i19999', 2, false))]);
  await vi.waitFor(async () => expect(await catalog.get(TENANT, ['i19999'])).toMatchObject([{ version: 2 }]), WAIT);
  expect(outcomes.length).toBeLessThan(15_000);
  for (const group of Object.values(CATALOG_INDEXER_GROUPS)) {
    await vi.waitFor(async () => expect((await bus.lag(group, [TOPICS.catalog])).get(TOPICS.catalog)).toBe(0), WAIT);
  }
  // The topic is compacted: the backfill's message of that item is gone, or was older.
  expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(20_000);
  expect(await catalog.get(TENANT, ['i19999'])).toMatchObject([{ version: 2, regions: { north: { inStock: false } } }]);
  await app.close();
  await bus.close();
  await vectors.close();
  database.close();
  rmSync(folder, { recursive: true });
}, 90_000);
