import { CatalogItem, type Filter, filterFieldsOf, matchesFilter, soldIn } from '@stars/contracts';
import { openDatabase } from '@stars/sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SqliteItemCatalog } from './embedded.js';

// Few words, so that filters and items meet; odd ones, so that quoting and comparing are tried.
const word = fc.constantFrom(
  '',
  'a',
  'A',
  'b',
  "it's",
  '"q"',
  'é🍏',
  '5',
  '-0.5',
  'true',
  'null',
  '%',
  'a\u0000b',
  '1e21',
);
const number = fc.constantFrom(-1, -0.5, 0, 1, 5, 1e21, 0.1 + 0.2);
const region = fc.constantFrom('r1', 'r2', '5', 'é🍏');
const attribute = fc.oneof(word, number, fc.boolean(), fc.array(word, { maxLength: 3 }), fc.constant(null));
const attributeName = fc.constantFrom('x', 'y', 'y.z', 'brand', 'toString', "it's");

const item = fc.record({
  itemId: fc.constantFrom('i1', 'i2', 'a', 'é🍏', "it's", '5'),
  brand: word,
  category: fc.array(word, { maxLength: 3 }),
  price: fc.option(number, { nil: undefined }),
  attributes: fc.option(fc.dictionary(attributeName, attribute, { maxKeys: 4, noNullPrototype: true }), {
    nil: undefined,
  }),
  regions: fc.dictionary(region, fc.record({ inStock: fc.boolean() }), { maxKeys: 3, noNullPrototype: true }),
});

const inField = fc.oneof(
  fc.constantFrom('item_id', 'brand', 'category', 'in_stock'),
  attributeName.map((n) => `attributes.${n}`),
);
const rangeField = fc.oneof(
  fc.constant('price'),
  attributeName.map((n) => `attributes.${n}`),
);
const bound = fc.option(number, { nil: undefined });

const { filter } = fc.letrec<{ filter: Filter }>((tie) => {
  const operands = fc.array(tie('filter'), { maxLength: 4 });
  return {
    filter: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc
        .record({
          field: inField,
          values: fc.array(fc.oneof(word, region, fc.constantFrom('i1', 'i2')), { maxLength: 4 }),
        })
        .map((value): Filter => ({ expression: { $case: 'in', value } })),
      fc
        .record({ field: rangeField, min: bound, max: bound })
        .map((value): Filter => ({ expression: { $case: 'range', value } })),
      operands.map((list): Filter => ({ expression: { $case: 'all', value: { operands: list } } })),
      operands.map((list): Filter => ({ expression: { $case: 'any', value: { operands: list } } })),
      tie('filter').map((value): Filter => ({ expression: { $case: 'not', value } })),
    ),
  };
});

const itemIds = ['i1', 'i2', 'a', 'é🍏', "it's", '5'];

describe('the filter tree as SQL', () => {
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
      // Stored and loaded: what a filter in memory would see.
      const loaded = await catalog.get('t', itemIds);
      const expected = loaded.map((found) => {
        if (found === undefined) return false;
        const fields = filterFieldsOf(found);
        return matchesFilter(tree, fields) && (where === undefined || soldIn(fields.regions, where));
      });
      for (const found of expected) found ? passed++ : failed++;
      expect(await catalog.filterIds('t', itemIds, { filter: tree, region: where })).toEqual(expected);
      const newest = await catalog.newest('t', { filter: tree, region: where }, 100);
      expect(newest.sort()).toEqual(itemIds.filter((_, i) => expected[i]).sort());
      db.close();
    };
    const items = fc.uniqueArray(item, { selector: (fields) => fields.itemId, minLength: 1, maxLength: 6 });
    await fc.assert(fc.asyncProperty(items, filter, fc.option(region, { nil: undefined }), check), { numRuns: 600 });
    // Otherwise the property would hold for nothing.
    expect(Math.min(passed, failed)).toBeGreaterThan(300);
  });

  it('takes the widest and the deepest filter that the door lets in', async () => {
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
    const long: Filter = { expression: { $case: 'in', value: { field: 'brand', values } } };
    expect(await catalog.filterIds('t', ['i'], { filter: long })).toEqual([true]);
    db.close();
  });
});
