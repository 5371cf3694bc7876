import { readAudit } from '@stars/audit';
import {
  type CatalogClient,
  CatalogItem,
  catalogClient,
  decodeMessage,
  encodeImpression,
  Impression,
  ItemFeatures,
  ItemIssue,
  TOPICS,
} from '@stars/contracts';
import { loadVocabulary } from '@stars/text';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newTestGateway, type TestGateway } from './testing/new-test-gateway.js';

let gateway: TestGateway;
let catalogs: CatalogClient;
beforeAll(async () => {
  const vocabulary = await loadVocabulary('grocery');
  gateway = await newTestGateway({ deps: () => ({ vocabulary }) });
  catalogs = catalogClient(`127.0.0.1:${gateway.grpcPort}`);
  const { catalog, bus } = gateway.deps;
  const shown = {
    tenantId: 'default',
    eventId: 'page',
    pageId: 'page',
    userId: 'ann',
    time: new Date(),
    items: [{ itemId: 'pear' }],
  };
  await bus.publish(TOPICS.impressions, [encodeImpression(Impression.fromPartial(shown))]);
  const embedding = new Uint8Array(new Float32Array([1]).buffer);
  const tagged = { tenantId: 'default', itemId: 'pear', itemVersion: 2, tagger: 'rules', embedding, textHash: '' };
  await catalog.putFeatures([ItemFeatures.fromPartial({ ...tagged, tags: ['product_kind:fruit', 'diet:vegan'] })]);
  const twin = { tenantId: 'default', title: 'Blue cheese', brand: 'Farm', image: 'https://shop.example/blue.jpg' };
  await catalog.upsert(
    [
      { itemId: 'blue-1', description: 'Ripe', attributes: { milk: 'sheep' } },
      { itemId: 'blue-2', title: ' BLUE cheese', inStock: false },
      { itemId: 'brie-s', title: 'Brie', itemGroupId: 'brie' },
      { itemId: 'brie-l', title: 'Brie', itemGroupId: 'brie' },
    ].map((item, n) => CatalogItem.fromPartial({ ...twin, version: 100 + n, ...item })),
  );
});
afterAll(async () => {
  catalogs?.close();
  await gateway?.close();
});

const facets = async (body: object) => {
  const { status, body: answer } = await gateway.post('/v1/catalog/facets', body);
  expect([status, answer.error]).toEqual([200, undefined]);
  return answer as { items: number; facets: { field: string; values: { value: string; items: number }[] }[] };
};

it('counts the values of what a search finds', async () => {
  const blue = await facets({ query: 'cheese' });
  expect(blue).toEqual({
    items: 1,
    facets: [
      { field: 'brand', values: [{ value: 'Farm', items: 1 }] },
      { field: 'attributes.milk', values: [{ value: 'sheep', items: 1 }] },
    ],
    incomplete: false,
  });
  expect((await facets({ query: 'cheese', include_out_of_stock: true })).items).toBe(2);
  const inNorth = await facets({
    region: 'north',
    filter: { in: { field: 'category', values: ['fruit'] } },
    values: 1,
  });
  expect(inNorth).toMatchObject({
    items: 3,
    facets: [{ field: 'brand' }, { values: [{ items: 3 }] }, { field: 'tags' }],
  });
  expect((await facets({ tenant_id: 'other' })).facets).toEqual([]);
});

it.each([
  [{ filter: { in: { field: 'colour', values: ['red'] } } }, 'STARS_UNKNOWN_FILTER_FIELD', 'filter.in.field'],
  [{ values: 101 }, 'STARS_OUT_OF_RANGE', 'values'],
  [{ region: 'north', include_out_of_stock: true }, 'STARS_INVALID_FIELD', 'include_out_of_stock'],
])('counts nothing of %j', async (request, code, field) => {
  const { body } = await gateway.post('/v1/catalog/facets', request);
  expect(body.error).toMatchObject({ code, field });
});

it('counts what items lack, and lists them by pages', async () => {
  const { body: health } = await gateway.get('/v1/catalog/health');
  const counts = health.issues.map(({ issue, items }: { issue: string; items: number }) => `${issue} ${items}`);
  expect([health.items, health.model_version]).toEqual([11, 'm1']);
  expect(counts).toEqual([
    'no_image 7',
    'no_price 4',
    'no_description 10',
    'out_of_stock 1',
    'no_tags 10',
    'no_vector 4',
    'not_shown 9',
    'duplicate 2',
  ]);
  expect(Date.parse(health.shown_since)).toBe(gateway.deps.clock!() - 30 * 86_400_000);
  expect(Math.abs(Date.parse(health.counted_time) - Date.now())).toBeLessThan(60_000);
  const first = await gateway.get('/v1/catalog/issues?issue=no_vector&page_size=3');
  const second = await gateway.get(`/v1/catalog/issues?issue=no_vector&page_token=${first.body.next_page_token}`);
  const ids = [first, second].map(({ body }) => body.items.map(({ item_id }: { item_id: string }) => item_id));
  expect(ids).toEqual([['blue-1', 'blue-2', 'brie-l'], ['brie-s']]);
  expect(second.body.next_page_token).toBe('');
  const request = { tenantId: '', issue: ItemIssue.ITEM_ISSUE_DUPLICATE, pageSize: 0, pageToken: '' };
  const { items } = await catalogs.listItemsWithIssue(request);
  expect(items.map(({ itemId, inStock }) => [itemId, inStock])).toEqual([
    ['blue-1', true],
    ['blue-2', false],
  ]);
});

it('counts, and shows an item, before there is a model', async () => {
  const young = await newTestGateway({ withModel: false });
  const { body } = await young.get('/v1/catalog/health');
  expect(body).toMatchObject({ items: 7, model_version: '' });
  expect(body.issues.map(({ issue }: { issue: string }) => issue)).not.toContain('no_vector');
  const { body: pear } = await young.get('/v1/catalog/items/pear?nearest=5');
  expect(pear).toMatchObject({ model_version: '', has_vector: false, map: [] });
  await young.close();
});

it('counts, and shows an item, of a tenant that has no vectors of the served model', async () => {
  await gateway.deps.catalog.upsert([
    CatalogItem.fromPartial({ tenantId: 'new', itemId: 'rye', title: 'Rye', version: 1 }),
  ]);
  const { body } = await gateway.get('/v1/catalog/health?tenant_id=new');
  expect(body).toMatchObject({ items: 1, model_version: 'm1' });
  expect(body.issues).toContainEqual({ issue: 'no_vector', items: 1 });
  const { body: rye } = await gateway.get('/v1/catalog/items/rye?tenant_id=new&nearest=5');
  expect(rye).toMatchObject({ has_vector: false, map: [] });
});

it('finds and counts items with one of the tags', async () => {
  const found = async (request: object) => {
    const { body } = await gateway.post('/v1/search-items', request);
    return body.items.map(({ item_id }: { item_id: string }) => item_id);
  };
  const tags = ['diet:vegan', 'nothing'];
  expect(await found({ tags })).toEqual(['pear']);
  expect(await found({ tags, query: 'cheese' })).toEqual([]);
  expect(await found({ tags, item_ids: ['plum', 'pear'] })).toEqual(['pear']);
  expect(await facets({ tags, region: 'north' })).toMatchObject({ items: 1 });
});

it.each([
  ['', 'STARS_FIELD_REQUIRED', 'issue'],
  ['issue=ugly', 'STARS_UNKNOWN_TYPE', 'issue'],
  ['issue=no_tags&page_token=x', 'STARS_INVALID_FIELD', 'page_token'],
])('lists nothing with %s', async (query, code, field) => {
  const { status, body } = await gateway.get(`/v1/catalog/issues?${query}`);
  expect([status, body.error.code, body.error.field]).toEqual([400, code, field]);
});

it('shows an item with its tags, its state and a map of the nearest', async () => {
  const { body } = await gateway.get('/v1/catalog/items/pear?nearest=3');
  expect(body).toMatchObject({
    item: { item_id: 'pear', version: 2 },
    tags: [{ term: 'diet:vegan', corrected: false }, { term: 'product_kind:fruit' }],
    tagger: 'rules',
    tagged_version: 2,
    model_version: 'm1',
    has_vector: true,
  });
  expect(body.correction).toBeUndefined();
  const near = body.map.map(({ item }: { item: { item_id: string } }) => item.item_id);
  expect([near[0], near.length, near.includes('plum'), near.includes('apple')]).toEqual(['pear', 4, true, true]);
  expect(body.map_share).toBeGreaterThan(0.9);
  const again = await catalogs.inspectItem({ tenantId: '', itemId: 'pear', nearest: 3 });
  expect(again.map.map(({ x, y }) => [x, y])).toEqual(body.map.map(({ x, y }: { x: number; y: number }) => [x, y]));
  const bare = await gateway.get('/v1/catalog/items/blue-1?nearest=3');
  expect(bare.body).toMatchObject({ tags: [], tagger: '', has_vector: false, map: [] });
  const { status, body: none } = await gateway.get('/v1/catalog/items/ghost');
  expect([status, none.error.code, none.error.field]).toEqual([404, 'STARS_NOT_FOUND', 'item_id']);
});

it('takes a correction of tags, in the words of the vocabulary, with an audit entry', async () => {
  const correct = (body: object) => gateway.post('/v1/catalog/correct-tags', body);
  const { body } = await correct({ item_id: 'pear', add: ['Diet: gluten free'], remove: ['diet:vegan'] });
  expect(body.version).toBeGreaterThan(Date.now() * 900);
  const corrected = await gateway.get('/v1/catalog/items/pear');
  const correction = { add: ['diet:gluten_free'], remove: ['diet:vegan'], version: body.version };
  expect(corrected.body.correction).toEqual(correction);
  const { bus } = gateway.deps;
  const sent: unknown[] = [];
  for await (const batch of bus.read({ topic: TOPICS.tagCorrections })) {
    for (const { value } of batch) sent.push(decodeMessage(TOPICS.tagCorrections, value));
  }
  expect(sent).toEqual([{ tenantId: 'default', itemId: 'pear', ...correction, withdrawn: false }]);
  const withdrawn = await correct({ item_id: 'pear', withdrawn: true });
  expect(withdrawn.body.version).toBeGreaterThan(body.version);
  expect((await gateway.get('/v1/catalog/items/pear')).body.correction).toBeUndefined();
  const audited: unknown[] = [];
  for await (const { action, outcome, target } of readAudit(bus)) {
    if (outcome === 'done') audited.push([action, target]);
  }
  expect(audited).toEqual([
    ['CorrectTags', { itemId: 'pear', add: ['Diet: gluten free'], remove: ['diet:vegan'], withdrawn: false }],
    ['CorrectTags', { itemId: 'pear', add: [], remove: [], withdrawn: true }],
  ]);
});

it.each([
  [{ item_id: 'pear', add: ['diet:vegan', 'no such word'] }, 400, 'STARS_INVALID_FIELD', 'add[1]'],
  [{ item_id: 'pear' }, 400, 'STARS_FIELD_REQUIRED', 'add'],
  [{ item_id: 'ghost', add: ['diet:vegan'] }, 404, 'STARS_NOT_FOUND', 'item_id'],
])('refuses %j', async (request, status, code, field) => {
  const answer = await gateway.post('/v1/catalog/correct-tags', request);
  expect([answer.status, answer.body.error.code, answer.body.error.field]).toEqual([status, code, field]);
});
