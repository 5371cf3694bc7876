import { randomUUID } from 'node:crypto';
import { CatalogItem, ItemFeatures } from '@stars/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ItemCatalog } from '../port.js';
import { dropIndexes } from '../testing/drop-indexes.js';
import { FEATURES_INDEX, type IndexDefinition, ITEM_INDEX } from './index-definitions.js';
import { documentId, itemDocument } from './item-document.js';
import { openCatalog } from './open.js';

const url = process.env['STARS_TEST_ELASTICSEARCH'];
const TENANT = 't';
/** A possible later program: another mapping of both indexes. */
const LATER = {
  items: { ...ITEM_INDEX, version: 2, mapping: { ...ITEM_INDEX.mapping, brand: { type: 'keyword' } } },
  features: { ...FEATURES_INDEX, version: 2 },
};
const TODAY: Record<'items' | 'features', IndexDefinition> = { items: ITEM_INDEX, features: FEATURES_INDEX };

describe.skipIf(!url)('index versions on a real Elasticsearch', () => {
  let prefix: string;
  let opened: ItemCatalog[];

  beforeEach(() => {
    prefix = `test-${randomUUID()}`;
    opened = [];
  });
  afterEach(async () => {
    for (const catalog of opened) await catalog.close();
    await dropIndexes(url!, prefix);
  });

  const open = async (definitions: typeof TODAY): Promise<ItemCatalog> => {
    const catalog = await openCatalog({ url: url!, prefix, shards: 2, readTimeoutMs: 60_000 }, definitions);
    opened.push(catalog);
    return catalog;
  };
  const item = (itemId: string, version: number): CatalogItem =>
    CatalogItem.fromPartial({ tenantId: TENANT, itemId, version, title: itemId, brand: `b${version}` });
  const aliases = async (): Promise<Record<string, string[]>> => {
    const answer = (await (await fetch(`${url}/${prefix}-*/_alias`)).json()) as Record<string, { aliases: object }>;
    return Object.fromEntries(Object.entries(answer).map(([index, found]) => [index, Object.keys(found.aliases)]));
  };

  it('creates one index behind its alias, even if many open it at once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => open(TODAY)));
    expect(await aliases()).toEqual({
      [`${prefix}-items-v1`]: [`${prefix}-items`],
      [`${prefix}-item-features-v1`]: [`${prefix}-item-features`],
    });
  });

  it('moves everything to a later version while a program of the old version goes on writing', async () => {
    const old = await open(TODAY);
    const items = Array.from({ length: 2_500 }, (_, i) => item(`item-${i}`, 1));
    await old.upsert(items);
    await old.delete(TENANT, [{ itemId: 'item-0', version: 7 }]);
    await old.putFeatures([
      ItemFeatures.fromPartial({ tenantId: TENANT, itemId: 'item-1', itemVersion: 3, tags: ['x'] }),
    ]);

    let moving = true;
    let changed = 1;
    const writing = (async () => {
      for (; moving; changed++) await old.upsert([item(`item-${changed}`, 2), item(`new-${changed}`, 1)]);
    })();
    const later = await open(LATER);
    moving = false;
    await writing;

    expect(Object.entries(await aliases()).filter(([, names]) => names.includes(`${prefix}-items`))).toHaveLength(1);
    expect((await aliases())[`${prefix}-items-v2`]).toEqual([`${prefix}-items`]);
    expect((await aliases())[`${prefix}-items-v1`]).toEqual([]);
    for (const catalog of [old, later]) {
      expect(await catalog.count(TENANT)).toBe(2_499 + changed - 1);
      const ids = Array.from({ length: changed - 1 }, (_, i) => `item-${i + 1}`);
      const found = await catalog.get(TENANT, [...ids, ...ids.map((id) => id.replace('item', 'new'))]);
      expect(found.filter((entry) => entry === undefined)).toEqual([]);
      expect(found.slice(0, ids.length).filter((entry) => entry!.version !== 2)).toEqual([]);
    }
    expect(changed).toBeGreaterThan(3);
    expect(await later.upsert([item('item-0', 7)])).toEqual(['stale']);
    expect((await later.getFeatures(TENANT, ['item-1']))[0]!.tags).toEqual(['x']);
    expect(await later.upsert([item('item-2', 9)])).toEqual(['stored']);
    expect((await old.get(TENANT, ['item-2']))[0]!.version).toBe(9);
  });

  it('goes on after a process died that had moved the alias', async () => {
    const old = await open(TODAY);
    await old.upsert([item('moved', 1)]);
    await open(LATER);
    // As it is between the move and the last copy: written to the old index, by a request that was under way.
    const headers = { 'content-type': 'application/json' };
    const document = JSON.stringify(itemDocument(item('late', 1)));
    const put = { method: 'PUT', headers, body: document };
    await fetch(
      `${url}/${prefix}-items-v1/_doc/${documentId(TENANT, 'late')}?version=2&version_type=external_gte`,
      put,
    );
    const actions = [{ add: { index: `${prefix}-items-v1`, alias: `${prefix}-items-leftover` } }];
    await fetch(`${url}/_aliases`, { method: 'POST', headers, body: JSON.stringify({ actions }) });
    const catalog = await open(LATER);
    expect(await catalog.get(TENANT, ['late', 'moved'])).toEqual([item('late', 1), item('moved', 1)]);
    expect((await aliases())[`${prefix}-items-v1`]).toEqual([]);
  });

  const mappingOf = async (index: string): Promise<Record<string, object>> => {
    const answer = (await (await fetch(`${url}/${prefix}-${index}/_mapping`)).json()) as {
      [name: string]: { mappings: { properties: Record<string, object> } };
    };
    return answer[`${prefix}-${index}`]!.mappings.properties;
  };

  it('gains fields in place: each that was there stays as it was, and the program of before goes on', async () => {
    const old = await open(TODAY);
    await old.upsert([item('early', 1)]);
    const before = await mappingOf('items-v1');
    const gaining = {
      ...TODAY,
      items: { ...ITEM_INDEX, mapping: { ...ITEM_INDEX.mapping, colour: { type: 'keyword' } } },
    };
    const later = await open(gaining);
    expect(await mappingOf('items-v1')).toEqual({ ...before, colour: { type: 'keyword' } });
    expect(await later.upsert([item('late', 1)])).toEqual(['stored']);
    // Before it ends, and as it starts again after a way back.
    for (const [n, catalog] of [old, await open(TODAY)].entries()) {
      expect(await catalog.get(TENANT, ['early', 'late'])).toEqual([item('early', 1), item('late', n + 1)]);
      expect(await catalog.upsert([item('late', n + 2)])).toEqual(['stored']);
      expect(await catalog.count(TENANT)).toBe(2);
    }
    expect(await mappingOf('items-v1')).toEqual({ ...before, colour: { type: 'keyword' } });
  });

  it('works with the index of a later version that has the same fields', async () => {
    const later = await open(LATER);
    await later.upsert([item('x', 1)]);
    const old = await open(TODAY);
    expect(await old.upsert([item('x', 2)])).toEqual(['stored']);
    expect(await later.get(TENANT, ['x'])).toEqual([item('x', 2)]);
    expect(Object.keys(await aliases())).not.toContain(`${prefix}-items-v1`);
  });

  it.each([1, 2])('refuses version %d of an index in which a field is something else', async (version) => {
    const title = { type: 'keyword' };
    await open({ ...TODAY, items: { ...ITEM_INDEX, version, mapping: { ...ITEM_INDEX.mapping, title } } });
    const refused = { code: 'STARS_CONFIG_INVALID', message: expect.stringMatching(/title .*\.\/stars rebuild/) };
    await expect(open(TODAY)).rejects.toMatchObject(refused);
  });
});
