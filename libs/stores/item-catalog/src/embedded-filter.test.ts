import { CatalogItem, type Filter, filterFieldsOf, matchesFilter, soldIn } from '@stars/contracts';
import { openDatabase } from '@stars/sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SqliteItemCatalog } from './embedded.js';
import { ITEM_IDS, randomFilter, randomItem, randomRegion } from './testing/random-items.js';

describe('the filter of the embedded catalogue', () => {
  it('passes exactly the items that matchesFilter and soldIn pass', async () => {
    let passed = 0;
    let failed = 0;
    const check = async (
      items: Omit<CatalogItem, 'tenantId' | 'version' | 'title' | 'description'>[],
      tree: Filter,
      where?: string,
    ) => {
      const db = openDatabase(':memory:');
      const catalog = new SqliteItemCatalog(db);
      const stored = items.map((fields) =>
        CatalogItem.fromPartial({ ...fields, tenantId: 't', version: 1, title: 'x' }),
      );
      await catalog.upsert(stored);
      // Stored and loaded, as a filter in memory would see it.
      const loaded = await catalog.get('t', ITEM_IDS);
      const expected = loaded.map((found) => {
        if (found === undefined) return false;
        const fields = filterFieldsOf(found);
        return matchesFilter(tree, fields) && (where === undefined || soldIn(fields.regions, where));
      });
      for (const found of expected) found ? passed++ : failed++;
      expect(await catalog.filterIds('t', ITEM_IDS, { filter: tree, region: where })).toEqual(expected);
      const newest = await catalog.latest('t', { filter: tree, region: where }, { by: 'version', limit: 100 });
      expect(newest.sort()).toEqual(ITEM_IDS.filter((_, i) => expected[i]).sort());
      db.close();
    };
    const items = fc.uniqueArray(randomItem, { selector: (fields) => fields.itemId, minLength: 1, maxLength: 6 });
    await fc.assert(fc.asyncProperty(items, randomFilter, fc.option(randomRegion, { nil: undefined }), check), {
      numRuns: 600,
    });
    // Otherwise the property would hold trivially: some 370 pass, give or take 30.
    expect(Math.min(passed, failed)).toBeGreaterThan(150);
  });

  it('accepts the widest and the deepest filter that the API accepts', async () => {
    const db = openDatabase(':memory:');
    const catalog = new SqliteItemCatalog(db);
    await catalog.upsert([CatalogItem.fromPartial({ tenantId: 't', itemId: 'i', version: 1, price: 500, brand: 'b' })]);
    const leaf = (min: number): Filter => ({ expression: { $case: 'range', value: { field: 'price', min } } });
    const wide: Filter = {
      expression: { $case: 'any', value: { operands: Array.from({ length: 999 }, (_, i) => leaf(999 - i)) } },
    };
    expect(await catalog.filterIds('t', ['i'], { filter: wide })).toEqual([true]);
    let deep = leaf(500);
    for (let level = 0; level < 15; level++) deep = { expression: { $case: 'not', value: deep } };
    expect(await catalog.filterIds('t', ['i'], { filter: deep })).toEqual([false]);
    const values = [...Array.from({ length: 9999 }, (_, i) => String(i)), 'b'];
    const text = (n: number): Filter => ({
      expression: { $case: 'range', value: { field: `attributes.a${n}`, min: 1 } },
    });
    const attributes: Filter = {
      expression: { $case: 'any', value: { operands: Array.from({ length: 999 }, (_, n) => text(n)) } },
    };
    expect(await catalog.filterIds('t', ['i'], { filter: attributes })).toEqual([false]);
    const long: Filter = { expression: { $case: 'in', value: { field: 'brand', values } } };
    expect(await catalog.filterIds('t', ['i'], { filter: long })).toEqual([true]);
    db.close();
  });
});
