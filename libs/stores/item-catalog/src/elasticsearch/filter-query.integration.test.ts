import { randomUUID } from 'node:crypto';
import { CatalogItem, type Filter, filterFieldsOf, matchesFilter, soldIn } from '@stars/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ItemCatalog } from '../port.js';
import { dropIndexes } from '../testing/drop-indexes.js';
import { randomFilter, randomItem, randomRegion } from '../testing/random-items.js';
import { openElasticsearchItemCatalog } from './open.js';

const url = process.env['STARS_TEST_ELASTICSEARCH'];

describe.skipIf(!url)('the filter tree as a query of a real Elasticsearch', () => {
  const prefix = `test-${randomUUID()}`;
  let catalog: ItemCatalog;

  beforeAll(async () => {
    catalog = await openElasticsearchItemCatalog({ url: url!, prefix, readTimeoutMs: 60_000 });
  });
  afterAll(async () => {
    await catalog.close();
    await dropIndexes(url!, prefix);
  });

  it('passes exactly the items that matchesFilter and soldIn pass', async () => {
    const fields = fc.sample(randomItem, { numRuns: 300, seed: 5 });
    // Some ids that filters name, and some that they don't.
    const items = fields.map((item, i) =>
      CatalogItem.fromPartial({ ...item, itemId: i < 6 ? item.itemId : `item ${i}`, tenantId: 't', version: 1 + i }),
    );
    await catalog.upsert(items);
    const itemIds = [...new Set(items.map(({ itemId }) => itemId))];
    const loaded = await catalog.get('t', itemIds);
    let passed = 0;
    let failed = 0;
    const check = async (filter: Filter, region: string | undefined): Promise<void> => {
      const expected = loaded.map((item) => {
        const read = filterFieldsOf(item!);
        return matchesFilter(filter, read) && (region === undefined || soldIn(read.regions, region));
      });
      for (const passes of expected) passes ? passed++ : failed++;
      const query = { filter, ...(region === undefined ? {} : { region }) };
      expect(await catalog.filterIds('t', itemIds, query)).toEqual(expected);
      const newest = await catalog.latest('t', query, { by: 'version', limit: 1_000 });
      expect(newest.sort()).toEqual(itemIds.filter((_, i) => expected[i]).sort());
    };
    const where = fc.option(randomRegion, { nil: undefined });
    await fc.assert(fc.asyncProperty(randomFilter, where, check), { numRuns: 300 });
    // Otherwise the property would hold trivially.
    expect(Math.min(passed, failed)).toBeGreaterThan(3_000);
  });

  it('accepts the widest and the deepest filter that the API accepts', async () => {
    const item = { tenantId: 'w', itemId: 'i', version: 1, price: 500, brand: 'b', attributes: { size: 500 } };
    await catalog.upsert([CatalogItem.fromPartial(item)]);
    const passes = async (filter: Filter): Promise<boolean> => (await catalog.filterIds('w', ['i'], { filter }))[0]!;
    const leaf = (field: string, min: number): Filter => ({ expression: { $case: 'range', value: { field, min } } });
    for (const field of ['price', 'attributes.size']) {
      const operands = Array.from({ length: 999 }, (_, i) => leaf(field, 1_498 - i));
      expect(await passes({ expression: { $case: 'any', value: { operands } } })).toBe(true);
      expect(await passes({ expression: { $case: 'any', value: { operands: operands.slice(0, -1) } } })).toBe(false);
    }
    const inStock: Filter = { expression: { $case: 'in', value: { field: 'in_stock', values: ['r1', 'r2'] } } };
    expect(await passes({ expression: { $case: 'all', value: { operands: Array(999).fill(inStock) } } })).toBe(true);
    let deep = leaf('price', 500);
    for (let level = 0; level < 15; level++) deep = { expression: { $case: 'not', value: deep } };
    expect(await passes(deep)).toBe(false);
    const values = [...Array.from({ length: 9999 }, (_, i) => String(i)), 'b'];
    expect(await passes({ expression: { $case: 'in', value: { field: 'brand', values } } })).toBe(true);
  });
});
