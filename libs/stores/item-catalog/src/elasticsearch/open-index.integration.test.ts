import { randomUUID } from 'node:crypto';
import { CatalogItem } from '@stars/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ItemCatalog } from '../port.js';
import { dropIndexes } from '../testing/drop-indexes.js';
import { ElasticsearchServer } from './elasticsearch-server.js';
import { type IndexDefinition, ITEM_INDEX } from './index-definitions.js';
import { openElasticsearchItemCatalog } from './open.js';
import { openIndex } from './open-index.js';

const url = process.env['STARS_TEST_ELASTICSEARCH'];
const TENANT = 't';

describe.skipIf(!url)('indexes on a real Elasticsearch', () => {
  let prefix: string;
  let opened: { close(): Promise<void> }[];

  beforeEach(() => {
    prefix = `test-${randomUUID()}`;
    opened = [];
  });
  afterEach(async () => {
    for (const catalog of opened) await catalog.close();
    await dropIndexes(url!, prefix);
  });

  const open = async (): Promise<ItemCatalog> => {
    const catalog = await openElasticsearchItemCatalog({ url: url!, prefix, shards: 2, readTimeoutMs: 60_000 });
    opened.push(catalog);
    return catalog;
  };
  /** As a later program opens it. */
  const openLater = async (mapping: IndexDefinition['mapping']): Promise<void> => {
    const server = new ElasticsearchServer({ url: url! });
    opened.push(server);
    const definition = { ...ITEM_INDEX, mapping: { ...ITEM_INDEX.mapping, ...mapping } };
    await openIndex(server, prefix, definition, { shards: 1, replicas: '0-1' });
  };
  const item = (itemId: string, version: number): CatalogItem =>
    CatalogItem.fromPartial({ tenantId: TENANT, itemId, version, title: itemId, brand: `b${version}` });
  const answerTo = async <T>(path: string): Promise<Record<string, T>> =>
    (await (await fetch(`${url}/${prefix}-${path}`)).json()) as Record<string, T>;
  const fields = async (): Promise<Record<string, object>> => {
    const answer = await answerTo<{ mappings: { properties: Record<string, object> } }>('items/_mapping');
    return answer[`${prefix}-items-v1`]!.mappings.properties;
  };

  it('are made once, each behind its alias, even if many open them at once', async () => {
    await Promise.all(Array.from({ length: 4 }, open));
    const answer = await answerTo<{ aliases: object }>('*/_alias');
    expect(
      Object.fromEntries(Object.entries(answer).map(([index, found]) => [index, Object.keys(found.aliases)])),
    ).toEqual({
      [`${prefix}-items-v1`]: [`${prefix}-items`],
      [`${prefix}-item-features-v1`]: [`${prefix}-item-features`],
    });
  });

  it('gain fields in place: each that was there stays as it was, and the program of before goes on', async () => {
    const old = await open();
    await old.upsert([item('early', 1)]);
    const before = await fields();
    await openLater({ colour: { type: 'keyword' } });
    const after = { ...before, colour: { type: 'keyword' } };
    expect(await fields()).toEqual(after);
    // Before it ends, and as it starts again after a way back.
    for (const [n, catalog] of [old, await open()].entries()) {
      expect(await catalog.upsert([item('late', n + 1)])).toEqual(['stored']);
      expect(await catalog.get(TENANT, ['early', 'late'])).toEqual([item('early', 1), item('late', n + 1)]);
      expect(await catalog.count(TENANT)).toBe(2);
    }
    expect(await fields()).toEqual(after);
  });

  it('are refused if a field is something else', async () => {
    await openLater({ title: { type: 'keyword' } });
    const refused = { code: 'STARS_CONFIG_INVALID', message: expect.stringMatching(/title .*\.\/stars rebuild/) };
    await expect(open()).rejects.toMatchObject(refused);
  });
});
