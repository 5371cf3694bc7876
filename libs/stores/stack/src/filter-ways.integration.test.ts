import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogItem, type Filter } from '@stars/contracts';
import { type ItemCatalog, openElasticsearchItemCatalog } from '@stars/item-catalog';
import {
  CatalogFilteredIndex,
  EmbeddedVectorIndex,
  openQdrantVectorIndex,
  payloadOf,
  type VectorIndex,
} from '@stars/vector-index';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];
const qdrant = process.env['QDRANT_URL'];
const qdrantKey = process.env['QDRANT_API_KEY'];
const TENANT = 't';
const VERSION = 'v';
const WIDTH = 16;
const ITEMS = 4_000;

const isIn = (field: string, ...values: string[]): Filter => ({
  expression: { $case: 'in', value: { field, values } },
});
const priceTo = (max: number): Filter => ({ expression: { $case: 'range', value: { field: 'price', max } } });
const not = (value: Filter): Filter => ({ expression: { $case: 'not', value } });
const all = (...operands: Filter[]): Filter => ({ expression: { $case: 'all', value: { operands } } });

/** Numbers from 0 to 1 that come the same every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}

describe.skipIf(!elasticsearch)(`both ways of filtering, vectors ${qdrant ? 'on Qdrant' : 'in a file'}`, () => {
  const prefix = `test-${randomUUID()}`;
  const folder = mkdtempSync(join(tmpdir(), 'stars-ways-'));
  const random = seeded(17);
  let catalog: ItemCatalog;
  let byPayload: VectorIndex;
  let byCatalog: VectorIndex;

  const vector = (): Float32Array => Float32Array.from({ length: WIDTH }, () => Math.fround(random() - 0.5));

  beforeAll(async () => {
    catalog = await openElasticsearchItemCatalog({ url: elasticsearch!, prefix, readTimeoutMs: 60_000 });
    byPayload = qdrant
      ? await openQdrantVectorIndex({
          url: qdrant,
          prefix,
          readTimeoutMs: 60_000,
          ...(qdrantKey ? { apiKey: qdrantKey } : {}),
        })
      : EmbeddedVectorIndex.open(join(folder, 'vectors.db'));
    byCatalog = new CatalogFilteredIndex(byPayload, catalog);
    const items = Array.from({ length: ITEMS }, (_, i) =>
      CatalogItem.fromPartial({
        tenantId: TENANT,
        itemId: `item-${i}`,
        version: 1,
        title: `Item ${i}`,
        brand: `brand-${i % 50}`,
        category: [`c${i % 4}`, `c${i % 4}-${i % 40}`],
        ...(i % 10 === 0 ? {} : { price: i }),
        attributes: { organic: i % 3 === 0, weight: i % 7 },
        regions: i % 5 === 0 ? {} : { north: { inStock: i % 2 === 0 }, south: { inStock: i % 200 === 1 } },
      }),
    );
    await catalog.upsert(items);
    await byPayload.createCollection(TENANT, VERSION, WIDTH);
    const records = items.map((item) => ({ itemId: item.itemId, vector: vector(), payload: payloadOf(item) }));
    await byPayload.upsert(TENANT, VERSION, records);
  });
  afterAll(async () => {
    await byPayload?.dropCollection(TENANT, VERSION);
    await byPayload?.close();
    await catalog?.close();
    rmSync(folder, { recursive: true });
    for (const name of ['items', 'item-features'])
      await fetch(`${elasticsearch}/${prefix}-${name}-v1`, { method: 'DELETE' });
  });

  it.each<[string, { filter?: Filter; region?: string }]>([
    ['nothing', {}],
    ['a region', { region: 'north' }],
    ['a region where little is in stock', { region: 'south' }],
    ['a brand', { filter: isIn('brand', 'brand-7') }],
    ['a fine category', { filter: isIn('category', 'c1-1', 'c3-39') }],
    ['cheap items in a region', { filter: priceTo(200), region: 'north' }],
    ['items without a price', { filter: not(priceTo(1e9)) }],
    ['attributes', { filter: all(isIn('attributes.organic', 'true'), isIn('attributes.weight', '3', '5')) }],
    ['three items', { filter: isIn('item_id', 'item-1', 'item-2', 'item-3') }],
    ['none', { filter: priceTo(-1) }],
  ])('give the same lists for %s, as long as there are items', async (_name, query) => {
    const search = { modelVersion: VERSION, queries: [vector(), vector(), vector()], k: 50, exact: true, ...query };
    const expected = await byPayload.search(TENANT, search);
    expect(await byCatalog.search(TENANT, search)).toEqual(expected);
    const passing = (await catalog.newest(TENANT, query, ITEMS)).length;
    for (const list of expected) expect(list.length).toBe(Math.min(50, passing));
  });
});
