import { randomUUID } from 'node:crypto';
import { CatalogItem, CatalogItemPatch, type Filter, ItemFeatures } from '@stars/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ItemCatalog } from './port.js';
import { describeRecentChanges } from './recent-changes-contract.js';

export interface ItemCatalogPlace {
  /** Another catalogue on the same place, like that of another process. */
  open(): Promise<ItemCatalog>;
  dispose(): Promise<void>;
}

const isIn = (field: string, ...values: string[]): Filter => ({
  expression: { $case: 'in', value: { field, values } },
});
const inRange = (field: string, min?: number, max?: number): Filter => ({
  expression: { $case: 'range', value: { field, min, max } },
});
const all = (...operands: Filter[]): Filter => ({ expression: { $case: 'all', value: { operands } } });
const any = (...operands: Filter[]): Filter => ({ expression: { $case: 'any', value: { operands } } });
const not = (operand: Filter): Filter => ({ expression: { $case: 'not', value: operand } });

/** The contract of every item catalogue. Writes are visible once their promise resolves. */
export function describeItemCatalogContract(name: string, makePlace: () => Promise<ItemCatalogPlace>): void {
  describe(`${name} as an item catalogue`, () => {
    let place: ItemCatalogPlace;
    let catalog: ItemCatalog;
    let other: ItemCatalog;
    let tenant: string;

    beforeAll(async () => {
      place = await makePlace();
      catalog = await place.open();
      other = await place.open();
    });
    beforeEach(() => {
      tenant = `tenant-${randomUUID()}`;
    });
    afterAll(async () => {
      await catalog.close();
      await other.close();
      await place.dispose();
    });

    const item = (itemId: string, version = 1, more: Partial<CatalogItem> = {}): CatalogItem =>
      CatalogItem.fromPartial({ tenantId: tenant, itemId, version, title: `Title of ${itemId}`, ...more });
    const features = (itemId: string, itemVersion: number, more: Partial<ItemFeatures> = {}): ItemFeatures =>
      ItemFeatures.fromPartial({
        tenantId: tenant,
        itemId,
        itemVersion,
        embedding: new Uint8Array(new Float32Array([0.6, -0.8]).buffer),
        tags: ['dairy', 'süß'],
        ...more,
      });

    it('gives back an item whole, in the order asked', async () => {
      const full = item('ärtikel 🍎', 7, {
        title: 'Título',
        description: 'x'.repeat(20_000),
        brand: 'Ünïque',
        category: ['Grocery', 'Dairy', 'Milk'],
        price: 0,
        ...{ salePrice: 1.5, inStock: true, image: 'https://shop/ä.jpg', link: 'https://shop/ä' },
        attributes: { organic: true, weight: 1.5, labels: ['a', 'b'], note: 'ø' },
        regions: { r1: { inStock: true }, 'Zürich 🍏': { inStock: false } },
      });
      expect(await catalog.upsert([item('plain'), full])).toEqual(['stored', 'stored']);
      const [absent, first, plain, again] = await other.get(tenant, ['nothing', full.itemId, 'plain', full.itemId]);
      expect(absent).toBeUndefined();
      expect(first).toEqual(full);
      expect(again).toEqual(full);
      expect(plain).toEqual(item('plain'));
      expect(await catalog.get(tenant, [])).toEqual([]);
    });

    it('ignores an older version, and recognizes the same content', async () => {
      expect(await catalog.upsert([item('i', 5, { brand: 'five', attributes: { a: 1, b: 2 } })])).toEqual(['stored']);
      expect(await catalog.upsert([item('i', 4, { brand: 'four' })])).toEqual(['stale']);
      expect(await catalog.upsert([item('i', 5, { brand: 'five', attributes: { b: 2, a: 1 } })])).toEqual([
        'unchanged',
      ]);
      expect((await catalog.get(tenant, ['i']))[0]).toMatchObject({ version: 5, brand: 'five' });
      expect(await catalog.upsert([item('i', 6, { brand: 'six' }), item('i', 5), item('i', 7)])).toEqual([
        'stored',
        'stale',
        'stored',
      ]);
      expect((await other.get(tenant, ['i']))[0]).toEqual(item('i', 7));
    });

    it('removes a deleted item but remembers its version', async () => {
      await catalog.upsert([item('i', 5, { brand: 'b' }), item('keep', 1)]);
      await catalog.delete(tenant, [{ itemId: 'i', version: 4 }]);
      expect((await catalog.get(tenant, ['i']))[0]).toBeDefined();
      await catalog.delete(tenant, [{ itemId: 'i', version: 5 }]);
      expect(await other.get(tenant, ['i'])).toEqual([undefined]);
      expect(await catalog.count(tenant)).toBe(1);
      expect(await catalog.filterIds(tenant, ['i', 'keep'], {})).toEqual([false, true]);
      expect(await catalog.latest(tenant, {}, { by: 'version', limit: 10 })).toEqual(['keep']);
      expect((await catalog.scan(tenant, { limit: 10 })).items.map((found) => found.itemId)).toEqual(['keep']);
      expect(await catalog.upsert([item('i', 4), item('i', 5)])).toEqual(['stale', 'stale']);
      expect(await catalog.upsert([item('i', 6, { brand: 'back' })])).toEqual(['stored']);
      expect(await catalog.filterIds(tenant, ['i'], { filter: isIn('brand', 'back') })).toEqual([true]);
      expect(await catalog.filterIds(tenant, ['i'], { filter: isIn('brand', 'b') })).toEqual([false]);
    });

    it('remembers the deletion of an item it never saw', async () => {
      await catalog.delete(tenant, [{ itemId: 'i', version: 3 }]);
      expect(await catalog.upsert([item('i', 2)])).toEqual(['stale']);
      expect(await catalog.upsert([item('i', 4)])).toEqual(['stored']);
    });

    const patch = (itemId: string, version: number, more: Partial<CatalogItemPatch>): CatalogItemPatch =>
      CatalogItemPatch.fromPartial({ tenantId: tenant, itemId, version, ...more });

    it('changes single fields, until a later version of the item comes', async () => {
      const before = item('i', 5, { price: 9, salePrice: 8, brand: 'five', regions: { r1: { inStock: true } } });
      await catalog.upsert([before]);
      const outcomes = await other.patch([
        patch('i', 4, { price: 1 }),
        patch('i', 7, { price: 7 }),
        patch('i', 6, { price: 6 }),
        patch('i', 6, { saleEnded: true }),
        patch('i', 8, { regions: { r2: { inStock: false } } }),
      ]);
      expect(outcomes).toEqual(['stale', 'stored', 'stale', 'stored', 'stored']);
      const now = { ...before, price: 7, salePrice: undefined };
      now.regions = { r1: { inStock: true }, r2: { inStock: false } };
      expect(await catalog.get(tenant, ['i'])).toEqual([now]);
      expect(await catalog.filterIds(tenant, ['i'], { filter: inRange('price', 7, 7), region: 'r1' })).toEqual([true]);
      expect(await catalog.filterIds(tenant, ['i'], { region: 'r2' })).toEqual([false]);
      expect(await catalog.upsert([before])).toEqual(['unchanged']);
      expect(await catalog.upsert([item('i', 7, { price: 3, brand: 'seven' })])).toEqual(['stored']);
      const kept = { price: 7, regions: { r2: { inStock: false } } };
      expect(await other.get(tenant, ['i'])).toEqual([item('i', 7, { brand: 'seven', ...kept })]);
      await catalog.upsert([item('i', 9, { price: 2 })]);
      expect(await other.get(tenant, ['i'])).toEqual([item('i', 9, { price: 2 })]);
    });

    it('keeps the patches of an item until it is there, and after its deletion those that are later', async () => {
      expect(await catalog.patch([patch('i', 8, { inStock: false })])).toEqual(['stored']);
      expect(await catalog.get(tenant, ['i'])).toEqual([undefined]);
      expect([await catalog.count(tenant), await catalog.latest(tenant, {}, { by: 'version', limit: 9 })]).toEqual([
        0,
        [],
      ]);
      await other.upsert([item('i', 0)]);
      expect(await catalog.filterIds(tenant, ['i'], { region: '' })).toEqual([false]);
      await catalog.delete(tenant, [{ itemId: 'i', version: 9 }]);
      expect(await catalog.patch([patch('i', 9, { price: 1 })])).toEqual(['stale']);
      expect(await catalog.patch([patch('i', 11, { price: 1 })])).toEqual(['stored']);
      await catalog.upsert([item('i', 10)]);
      expect(await other.get(tenant, ['i'])).toEqual([item('i', 10, { price: 1 })]);
    });

    it('ends with the same item in whatever order changes come', async () => {
      const changes = [
        (to: ItemCatalog, id: string) => to.upsert([item(id, 2, { price: 2, inStock: true })]),
        (to: ItemCatalog, id: string) => to.patch([patch(id, 3, { price: 3 })]),
        (to: ItemCatalog, id: string) => to.upsert([item(id, 4, { price: 4, brand: 'four' })]),
        (to: ItemCatalog, id: string) => to.patch([patch(id, 5, { price: 5 })]),
        (to: ItemCatalog, id: string) => to.patch([patch(id, 1, { inStock: false })]),
      ];
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray(changes, { minLength: 5 }), fc.uuid(), async (order, id) => {
          for (const change of order) await change(catalog, id);
          expect(await other.get(tenant, [id])).toEqual([item(id, 4, { price: 5, brand: 'four' })]);
        }),
        { numRuns: 20 },
      );
      // Two processes at once, as an import and a live change are.
      const ids = Array.from({ length: 50 }, (_, n) => `both-${n}`);
      await catalog.upsert(ids.map((id) => item(id, 1)));
      await Promise.all([
        catalog.upsert(ids.map((id) => item(id, 2, { brand: 'two' }))),
        other.patch(ids.map((id) => patch(id, 3, { price: 3 }))),
      ]);
      expect(await catalog.get(tenant, ids)).toEqual(ids.map((id) => item(id, 2, { brand: 'two', price: 3 })));
    });

    describeRecentChanges(() => ({ catalog, other, tenant, item, patch }));

    it('filters ids by every kind of field and operator', async () => {
      await catalog.upsert([
        item('milk', 1, {
          brand: 'A',
          category: ['Food', 'Dairy'],
          price: 2,
          attributes: { organic: true, labels: ['bio'] },
        }),
        item('beer', 2, { brand: 'B', category: ['Food', 'Drinks'], price: 5, attributes: { abv: 4.9 } }),
        item('soap', 3, { brand: 'A', category: ['Home'], regions: { r1: { inStock: true }, r2: { inStock: false } } }),
      ]);
      await catalog.upsert([
        item('rum', 4, { inStock: false }),
        item('gin', 5, { inStock: false, regions: { r1: { inStock: true } } }),
        item('rye', 6, { regions: { r1: { inStock: false } } }),
      ]);
      const soldOut = await other.filterIds(tenant, ['rum', 'gin', 'rye', 'soap', 'milk'], { region: '' });
      expect(soldOut).toEqual([false, false, false, true, true]);
      expect(await other.latest(tenant, { region: '' }, { by: 'version', limit: 10 })).toEqual([
        'soap',
        'beer',
        'milk',
      ]);
      expect(await other.filterIds(tenant, ['rum', 'gin'], { region: 'r1' })).toEqual([false, false]);
      await catalog.delete(
        tenant,
        ['rum', 'gin', 'rye'].map((itemId) => ({ itemId, version: 9 })),
      );
      const ids = ['beer', 'nothing', 'milk', 'soap', 'milk'];
      const passing = async (filter: Filter | undefined, region?: string): Promise<string[]> => {
        const passed = await other.filterIds(tenant, ids, { filter, region });
        expect(passed[2]).toBe(passed[4]);
        expect(passed[1]).toBe(false);
        const found = ids.filter((_, i) => passed[i] && i !== 4);
        expect((await other.latest(tenant, { filter, region }, { by: 'version', limit: 10 })).sort()).toEqual(
          [...found].sort(),
        );
        return found;
      };
      expect(await passing(undefined)).toEqual(['beer', 'milk', 'soap']);
      expect(await passing(isIn('item_id', 'soap', 'beer', 'zzz'))).toEqual(['beer', 'soap']);
      expect(await passing(isIn('brand', 'A'))).toEqual(['milk', 'soap']);
      expect(await passing(isIn('category', 'Food'))).toEqual(['beer', 'milk']);
      expect(await passing(isIn('category', 'Dairy', 'Home'))).toEqual(['milk', 'soap']);
      expect(await passing(isIn('attributes.organic', 'true'))).toEqual(['milk']);
      expect(await passing(isIn('attributes.labels', 'x', 'bio'))).toEqual(['milk']);
      expect(await passing(isIn('attributes.abv', '4.9'))).toEqual(['beer']);
      expect(await passing(inRange('attributes.abv', 4.9, 4.9))).toEqual(['beer']);
      expect(await passing(inRange('price', 2, 4))).toEqual(['milk']);
      expect(await passing(inRange('price', undefined, 5))).toEqual(['beer', 'milk']);
      expect(await passing(inRange('price'))).toEqual(['beer', 'milk']);
      expect(await passing(not(inRange('price', 3)))).toEqual(['milk', 'soap']);
      expect(await passing(isIn('in_stock', 'r1'))).toEqual(['beer', 'milk', 'soap']);
      expect(await passing(isIn('in_stock', 'r2'))).toEqual(['beer', 'milk']);
      expect(await passing(undefined, 'r2')).toEqual(['beer', 'milk']);
      expect(await passing(undefined, 'unheard of')).toEqual(['beer', 'milk']);
      expect(await passing(isIn('brand', 'A'), 'r1')).toEqual(['milk', 'soap']);
      expect(await passing(all())).toEqual(['beer', 'milk', 'soap']);
      expect(await passing(any())).toEqual([]);
      expect(await passing(any(isIn('brand', 'B'), all(isIn('brand', 'A'), not(isIn('category', 'Food')))))).toEqual([
        'beer',
        'soap',
      ]);
    });

    it('refuses a field that no item has', async () => {
      const query = { filter: all(isIn('brand', 'A'), isIn('colour', 'red')) };
      const unknown = { code: 'STARS_UNKNOWN_FILTER_FIELD' };
      await expect(catalog.filterIds(tenant, ['a'], query)).rejects.toMatchObject(unknown);
      await expect(catalog.latest(tenant, query, { by: 'version', limit: 5 })).rejects.toMatchObject(unknown);
    });

    it('filters by the current item, not by earlier versions', async () => {
      await catalog.upsert([
        item('i', 1, { category: ['old'], regions: { r1: { inStock: true } }, attributes: { a: 'x' } }),
      ]);
      await catalog.upsert([item('i', 2, { category: ['new'], regions: { r1: { inStock: false } } })]);
      const passes = async (filter: Filter): Promise<boolean> =>
        (await catalog.filterIds(tenant, ['i'], { filter }))[0]!;
      expect(await passes(isIn('category', 'old'))).toBe(false);
      expect(await passes(isIn('category', 'new'))).toBe(true);
      expect(await passes(isIn('in_stock', 'r1'))).toBe(false);
      expect(await passes(isIn('attributes.a', 'x'))).toBe(false);
    });

    it('lists the newest first, and no more than asked for', async () => {
      await catalog.upsert([item('b', 3), item('a', 3), item('c', 9), item('d', 1, { brand: 'x' })]);
      expect(await other.latest(tenant, {}, { by: 'version', limit: 3 })).toEqual(['c', 'a', 'b']);
      expect(await other.latest(tenant, { filter: not(isIn('item_id', 'c')) }, { by: 'version', limit: 2 })).toEqual([
        'a',
        'b',
      ]);
    });

    it('finds items by their words, the best first, and only those that pass', async () => {
      await catalog.upsert([
        item('oat', 1, { title: 'Oat milk', brand: 'Harbor', category: ['Drinks'], price: 3 }),
        item('cow', 2, { title: 'Fresh milk', description: 'From cows that eat oats', price: 2 }),
        item('brulee', 3, { title: 'Crème brûlée', attributes: { kind: ['dessert'], grams: 90 } }),
        item('gone', 4, { title: 'Oat milk', inStock: false }),
        { ...item('other', 5, { title: 'Oat milk' }), tenantId: `${tenant}-2` },
      ]);
      const found = (text: string, query = {}, limit = 9) =>
        other.search(tenant, { query: text }, { region: '', ...query }, limit);
      expect(await found('oat milk')).toEqual(['oat', 'cow']);
      expect(await found('oat milk', {}, 1)).toEqual(['oat']);
      expect(await found('oat milk', { filter: inRange('price', 0, 2) })).toEqual(['cow']);
      expect(await found('MILKS from a Harbor')).toEqual(['oat', 'cow']);
      expect(await found('creme')).toEqual(['brulee']);
      expect([await found('dessert'), await found('drinks'), await found('90')]).toEqual([['brulee'], ['oat'], []]);
      expect([await found('tea'), await found('"*:(')]).toEqual([[], []]);
      expect((await other.search(tenant, { query: 'oat milk' }, {}, 9)).sort()).toEqual(['cow', 'gone', 'oat']);
      expect(await other.search(`${tenant}-2`, { query: 'milk' }, {}, 9)).toEqual(['other']);
      const intent = 'fresh, from a farm with cows and butter';
      expect(await other.search(tenant, { query: 'milk', intent }, { region: '' }, 9)).toEqual(['cow', 'oat']);
      expect(await other.search(tenant, { query: 'tea', intent }, { region: '' }, 9)).toEqual([]);
      await expect(found('milk', { filter: isIn('colour', 'red') })).rejects.toMatchObject({
        code: 'STARS_UNKNOWN_FILTER_FIELD',
      });
      await catalog.upsert([item('cow', 3, { title: 'Butter' })]);
      await catalog.patch([patch('oat', 2, { price: 4 })]);
      await catalog.delete(tenant, [{ itemId: 'gone', version: 9 }]);
      expect(await other.search(tenant, { query: 'oat milk' }, {}, 9)).toEqual(['oat']);
      expect(await found('butter')).toEqual(['cow']);
    });

    it('counts the values of what a search finds', async () => {
      const dairy = { brand: 'A=B', category: ['Food', 'Dairy'], price: 2 };
      await catalog.upsert([
        item('milk', 1, {
          ...dairy,
          title: 'Fresh milk',
          attributes: { 'x=%y': ['bio', 'raw', 'bio'], organic: true },
        }),
        item('oat', 2, { ...dairy, title: 'Oat milk', category: ['Food'], attributes: { grams: 90, 'x=%y': 'bio' } }),
        item('soap', 3, { brand: 'Z', category: ['Home'], inStock: false }),
        item('gone', 4, dairy),
      ]);
      await catalog.putFeatures([features('milk', 1), features('oat', 2, { tags: ['dairy'] }), features('gone', 4)]);
      await catalog.delete(tenant, [{ itemId: 'gone', version: 5 }]);
      const counted = async (words: string, query = {}, values = 9) => {
        const { items, facets, incomplete } = await other.facets(tenant, words, query, values);
        expect(incomplete).toBe(false);
        const shown = facets.map(({ field, values: each }) => [
          field,
          ...each.map(({ value, items: n }) => `${value} ${n}`),
        ]);
        return [items, ...shown];
      };
      const milks = [
        ['brand', 'A=B 2'],
        ['category', 'Food 2', 'Dairy 1'],
        ['tags', 'dairy 2', 'süß 1'],
        ['attributes.x=%y', 'bio 2', 'raw 1'],
        ['attributes.organic', 'true 1'],
      ];
      expect(await counted('milk')).toEqual([2, ...milks]);
      expect(await counted('', { region: '' })).toEqual([2, ...milks]);
      const all = await counted('', {}, 1);
      expect(all.slice(0, 3)).toEqual([3, ['brand', 'A=B 2'], ['category', 'Food 2']]);
      const raw = isIn('attributes.x=%y', 'raw');
      expect((await counted('milk', { filter: raw })).slice(0, 2)).toEqual([1, ['brand', 'A=B 1']]);
      expect([await counted('tea'), await counted('"*'), await counted('', { filter: any() })]).toEqual([
        [0],
        [0],
        [0],
      ]);
      await expect(counted('', { filter: isIn('colour', 'red') })).rejects.toMatchObject({
        code: 'STARS_UNKNOWN_FILTER_FIELD',
      });
      expect(await other.facets(`${tenant}-2`, '', {}, 9)).toEqual({ items: 0, facets: [], incomplete: false });
    });

    it('finds and counts only items with one of the tags', async () => {
      const tagged = ['milk', 'oat', 'soap', 'bare'];
      await catalog.upsert(tagged.map((id, n) => item(id, n + 1, { title: `Fresh ${id}`, brand: id })));
      await catalog.putFeatures([
        features('milk', 1, { tags: ['dairy', 'süß'] }),
        features('oat', 2, { tags: ['vegan'] }),
        features('soap', 3, { tags: ['home'] }),
        features('ghost', 4, { tags: ['dairy'] }),
      ]);
      const query = { tags: ['dairy', 'vegan'] };
      expect(await other.latest(tenant, query, { by: 'version', limit: 9 })).toEqual(['oat', 'milk']);
      expect(await other.latest(tenant, query, { by: 'version', limit: 1 })).toEqual(['oat']);
      expect((await other.search(tenant, { query: 'fresh' }, query, 9)).sort()).toEqual(['milk', 'oat']);
      expect(await other.search(tenant, { query: 'soap' }, query, 9)).toEqual([]);
      expect(await other.filterIds(tenant, ['bare', 'milk', 'ghost', 'soap'], query)).toEqual([
        false,
        true,
        false,
        false,
      ]);
      const sweet = { tags: ['süß'], filter: isIn('brand', 'milk', 'oat') };
      expect(await other.filterIds(tenant, tagged, sweet)).toEqual([true, false, false, false]);
      expect(await other.facets(tenant, 'fresh', sweet, 9)).toMatchObject({
        items: 1,
        facets: [
          { field: 'brand', values: [{ value: 'milk', items: 1 }] },
          { field: 'tags', values: [{}, {}] },
        ],
        incomplete: false,
      });
      expect(await other.latest(`${tenant}-2`, query, { by: 'version', limit: 9 })).toEqual([]);
    });

    it('scans every item once, by pages, and counts them', async () => {
      const ids = Array.from({ length: 23 }, (_, i) => `item ${String(i).padStart(2, '0')} ü`);
      await catalog.upsert(ids.map((id, i) => item(id, i)));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await other.scan(tenant, { limit: 5, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.items.length).toBeLessThanOrEqual(5);
        seen.push(...page.items.map((found) => found.itemId));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(seen.sort()).toEqual(ids);
      expect(await other.count(tenant)).toBe(23);
    });

    it('keeps features by the item version they were made from, until the item is deleted', async () => {
      await catalog.putFeatures([features('i', 2), features('j', 1, { tags: [] })]);
      await catalog.putFeatures([features('i', 1, { tags: ['old'] })]);
      expect(await other.getFeatures(tenant, ['j', 'nothing', 'i'])).toEqual([
        features('j', 1, { tags: [] }),
        undefined,
        features('i', 2),
      ]);
      await catalog.putFeatures([features('i', 2, { tags: ['again'] })]);
      expect((await catalog.getFeatures(tenant, ['i']))[0]!.tags).toEqual(['again']);
      await catalog.putFeatures([features('i', 3, { deleted: true }), features('i', 2)]);
      expect(await other.getFeatures(tenant, ['i'])).toEqual([undefined]);
    });

    it('keeps when features came about, beside them', async () => {
      await catalog.putFeatures([features('i', 2), features('j', 1)], [{ changed: 1000, stored: 1500 }, { stored: 9 }]);
      await catalog.putFeatures([features('i', 1), features('k', 1)], [{ stored: 2000 }]);
      expect(await other.getFeatureTimes(tenant, ['k', 'j', 'nothing', 'i'])).toEqual([
        undefined,
        { stored: 9 },
        undefined,
        { changed: 1000, stored: 1500 },
      ]);
      await catalog.putFeatures([features('i', 3)]);
      expect(await other.getFeatureTimes(tenant, ['i'])).toEqual([undefined]);
    });

    it('keeps tenants apart', async () => {
      await catalog.upsert([item('i', 4, { inStock: false })]);
      await catalog.upsert([item('i', 5)], [{ time: 1, isBackfill: false }]);
      expect(await catalog.get(`${tenant}x`, ['i'])).toEqual([undefined]);
      expect(await catalog.recentChanges(`${tenant}x`, ['i'])).toEqual([undefined]);
      const latest = (tenantId: string) => catalog.latest(tenantId, {}, { by: 'back_in_stock', limit: 5 });
      expect([await latest(tenant), await latest(`${tenant}x`)]).toEqual([['i'], []]);
      await catalog.delete(`${tenant}x`, [{ itemId: 'i', version: 9 }]);
      expect(await catalog.count(tenant)).toBe(1);
      expect(await catalog.filterIds(`${tenant}x`, ['i'], {})).toEqual([false]);
      expect(await catalog.latest(`${tenant}x`, {}, { by: 'version', limit: 5 })).toEqual([]);
    });

    it('decides on changes of one item in their order, also within one call', async () => {
      const five = (brand: string): CatalogItem => item('i', 5, { brand });
      const outcomes = ['stored', 'stored', 'stored', 'unchanged', 'stale'];
      expect(await catalog.upsert([five('a'), five('b'), five('a'), five('a'), item('i', 4)])).toEqual(outcomes);
      expect((await other.get(tenant, ['i']))[0]).toEqual(five('a'));
      await catalog.delete(tenant, [
        { itemId: 'i', version: 9 },
        { itemId: 'i', version: 7 },
      ]);
      expect(await catalog.upsert([item('i', 8), item('i', 9), item('i', 10)])).toEqual(['stale', 'stale', 'stored']);
    });

    it('keeps the largest possible versions', async () => {
      const largest = Number.MAX_SAFE_INTEGER;
      await catalog.upsert([item('i', largest - 1)]);
      expect(await catalog.upsert([item('i', largest)])).toEqual(['stored']);
      expect(await other.upsert([item('i', largest - 1), item('i', largest)])).toEqual(['stale', 'unchanged']);
      expect((await other.get(tenant, ['i']))[0]!.version).toBe(largest);
      await catalog.delete(tenant, [{ itemId: 'i', version: largest }]);
      expect(await catalog.upsert([item('i', largest)])).toEqual(['stale']);
    });

    it('accepts the largest item that the API accepts', async () => {
      const names = Array.from({ length: 128 }, (_, i) => `${i} `.padEnd(256, '名'));
      const large = item('é'.repeat(256), 1, {
        title: '題'.repeat(1_000),
        description: '名'.repeat(20_000),
        brand: '名'.repeat(256),
        category: Array.from({ length: 16 }, (_, i) => `${i}`.padEnd(256, '類')),
        attributes: Object.fromEntries([
          ...names.slice(0, 20).map((name) => [name, '文'.repeat(5_000)]),
          ...names.slice(20).map((name) => [name, Number.MAX_VALUE]),
        ]),
        regions: Object.fromEntries(
          Array.from({ length: 10_000 }, (_, i) => [`region ${i}`.padEnd(40, '.'), { inStock: i % 2 === 0 }]),
        ),
      });
      expect(await catalog.upsert([large])).toEqual(['stored']);
      expect((await other.get(tenant, [large.itemId]))[0]).toEqual(large);
      const passes = async (filter: Filter): Promise<boolean> =>
        (await other.filterIds(tenant, [large.itemId], { filter }))[0]!;
      expect(await passes(isIn(`attributes.${names[0]}`, '文'.repeat(5_000)))).toBe(true);
      expect(await passes(isIn(`attributes.${names[0]}`, '文'.repeat(4_999)))).toBe(false);
      expect(await passes(inRange(`attributes.${names[127]}`, Number.MAX_VALUE))).toBe(true);
      expect(await passes(isIn('category', '15'.padEnd(256, '類')))).toBe(true);
      expect(await passes(isIn('in_stock', 'region 9998'.padEnd(40, '.')))).toBe(true);
      expect(await passes(isIn('in_stock', 'region 9999'.padEnd(40, '.')))).toBe(false);
    });

    it('filters and lists more ids than fit one request of a server', async () => {
      const ids = Array.from({ length: 12_000 }, (_, i) => `item ${String(i).padStart(5, '0')}`);
      for (let from = 0; from < ids.length; from += 2_000) {
        await catalog.upsert(
          ids.slice(from, from + 2_000).map((id, i) => item(id, from + i, { price: (from + i) % 3 })),
        );
      }
      const passed = await other.filterIds(tenant, ids, { filter: inRange('price', 1) });
      expect(passed.filter(Boolean).length).toBe(8_000);
      expect(passed.every((passes, i) => passes === i % 3 > 0)).toBe(true);
      const newest = await other.latest(tenant, {}, { by: 'version', limit: 11_000 });
      expect(newest).toEqual(ids.toReversed().slice(0, 11_000));
      expect((await other.get(tenant, ids)).map((found) => found?.itemId)).toEqual(ids);
    });

    it('stops if the caller has given up', async () => {
      const reason = new Error('the caller left');
      const signal = AbortSignal.abort(reason);
      await expect(catalog.get(tenant, ['i'], signal)).rejects.toBe(reason);
      await expect(catalog.filterIds(tenant, ['i'], { signal })).rejects.toBe(reason);
      await expect(catalog.latest(tenant, { signal }, { by: 'version', limit: 5 })).rejects.toBe(reason);
      await expect(catalog.scan(tenant, { limit: 5, signal })).rejects.toBe(reason);
    });

    it('keeps the newest of concurrent writers', async () => {
      const versions = Array.from({ length: 40 }, (_, i) => i + 1);
      await Promise.all(versions.map((version) => (version % 2 ? catalog : other).upsert([item('i', version)])));
      expect((await catalog.get(tenant, ['i']))[0]!.version).toBe(40);
    });
  });
}
