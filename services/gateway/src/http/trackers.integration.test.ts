import { Analytics } from '@segment/analytics-node';
import { decodeMessage, interactionTypeName, TOPICS } from '@stars/contracts';
import { purchasesThatStand, segmentCalls, storedPurchasesThatStand, wholeShop } from '@stars/datasets/testing';
import { afterAll, expect, it } from 'vitest';
import { newTrackerGateway } from '../testing/tracker-gateway.js';

const { gateway, writeKey, otherKey, post, collect, eventsOf, storedEvents, close } = await newTrackerGateway();
afterAll(close);

const bread = { product_id: 'rye', sku: 'rye-500', price: 5, quantity: 2 };
const apple = { product_id: 'apple', price: 1, quantity: 1 };

it('takes what the library of Segment sends: products, orders and refunds, of users and of strangers', async () => {
  const host = `http://127.0.0.1:${gateway.httpPort}`;
  const analytics = new Analytics({ writeKey, host, path: '/segment/v1/batch', maxRetries: 0 });
  const failures: unknown[] = [];
  analytics.on('error', (error) => failures.push(error));
  const ann = { userId: 'ann' };
  analytics.identify({ ...ann, traits: { plan: 'gold' } });
  analytics.page({ ...ann, name: 'Home' });
  analytics.track({ ...ann, event: 'Product Viewed', properties: bread });
  analytics.track({ ...ann, event: 'Product Added', properties: bread });
  analytics.track({ ...ann, event: 'Order Completed', properties: { order_id: 'O1', products: [bread, apple] } });
  analytics.track({ ...ann, event: 'Order Refunded', properties: { order_id: 'O1', products: [apple] } });
  analytics.track({ anonymousId: 'device-7', event: 'Product Viewed', properties: apple });
  await analytics.closeAndFlush();
  expect(failures).toEqual([]);
  expect(await eventsOf('ann')).toEqual([
    ['view', 'rye', 2],
    ['add_to_cart', 'rye', 2],
    ['purchase', 'rye', 2],
    ['purchase', 'apple', 1],
    ['refund', 'apple', 1],
  ]);
  expect(await eventsOf('device-7')).toEqual([['view', 'apple', 1]]);
});

// The other four ways are a test of the command line.
it('a shop of 300 products goes in by the library of Segment, to the last event', async () => {
  const shop = wholeShop();
  const lines = shop.events.reduce((sum, { items }) => sum + items.length, 0);
  const counts = { accepted: 0, ignored: 0, rejected: 0 };
  const analytics = new Analytics({
    ...{
      writeKey,
      host: `http://127.0.0.1:${gateway.httpPort}`,
      path: '/segment/v1/batch',
      flushAt: 100,
      maxRetries: 0,
    },
    httpClient: async (...request) => {
      const response = await fetch(...(request as Parameters<typeof fetch>));
      const { accepted, ignored, rejected } = (await response.clone().json()) as Record<string, number & unknown[]>;
      counts.accepted += accepted!;
      counts.ignored += ignored!.length;
      counts.rejected += rejected!.length;
      return response;
    },
  });
  const [first, ...others] = segmentCalls(shop);
  const far = { ...first!, timestamp: new Date('2999-01-01') };
  for (const call of [first!, ...others, far]) analytics.track(call);
  analytics.page({ userId: first!.userId, name: 'Home' });
  await analytics.closeAndFlush({ timeout: 60_000 });
  expect(counts).toEqual({ accepted: lines, ignored: 1, rejected: 1 });
  const stored = (await storedEvents()).filter(({ userId }) => userId.endsWith('@shop.example'));
  expect(stored).toHaveLength(lines);
  expect(storedPurchasesThatStand(stored)).toEqual(purchasesThatStand(shop));
});

it('takes ratings, lists of categories and searches of both trackers', async () => {
  const at = new Date().toISOString();
  const track = (event: string, properties: object) => ({ event, userId: 'eve', timestamp: at, properties });
  const batch = [
    track('Product Rated', { product_id: 'rye', rating: 4 }),
    track('Product Reviewed', { product_id: 'rye', review_body: 'fresh' }),
    track('Product Rated', { product_id: 'rye', rating: 11 }),
    track('Product List Viewed', { category: 'Bread', products: [bread, apple] }),
    track('Products Searched', { query: 'dark bread' }),
  ];
  const { body } = await post('batch', { batch });
  expect([body.accepted, body.ignored.length, body.rejected.length]).toEqual([3, 1, 1]);
  expect(body.rejected[0].field).toBe('batch[2].properties.rating');
  const items = [{ item_id: 'rye', item_category: 'Food', item_category2: 'Bread' }];
  const events = [
    { name: 'view_item_list', params: { items, item_list_name: 'For you' } },
    { name: 'view_item_list', params: { items: [...items, { item_id: 'pen' }], item_list_name: 'For you' } },
    { name: 'view_search_results', params: { search_term: 'dark bread' } },
  ];
  expect((await collect({ user_id: 'fay', client_id: '1', events })).status).toBe(200);
  const found: unknown[] = [];
  for await (const batch of gateway.deps.bus.read({ topic: TOPICS.interactions })) {
    for (const { value: bytes } of batch) {
      const { userId, type, itemId, category, query, value } = decodeMessage(TOPICS.interactions, bytes);
      const about = [itemId, category, query, value].filter(Boolean);
      if (['eve', 'fay'].includes(userId)) found.push([userId, interactionTypeName(type), ...about]);
    }
  }
  expect(found.sort()).toEqual([
    ['eve', 'rating', 'rye', 4],
    ['eve', 'search', 'dark bread'],
    ['eve', 'view_category', 'Bread'],
    ['fay', 'search', 'dark bread'],
    ['fay', 'view_category', 'Bread'],
    ['fay', 'view_category', 'For you'],
  ]);
});

it('says of each event that is not stored why, and stores the others; the counts add up', async () => {
  const good = { type: 'track', event: 'Product Viewed', userId: 'bob', messageId: 'm1', properties: bread };
  const at = new Date().toISOString();
  const batch = [
    { ...good, timestamp: at },
    { ...good, timestamp: 'yesterday' },
    { ...good, timestamp: '2999-01-01T00:00:00Z' },
    { ...good, timestamp: at, userId: undefined },
    { type: 'page', userId: 'bob', timestamp: at },
    { ...good, event: 'Product Viewed', properties: {}, timestamp: at },
    7,
  ];
  const { status, body } = await post('batch', { batch });
  expect([status, body.accepted, body.ignored.length, body.rejected.length]).toEqual([200, 1, 2, 4]);
  expect(body.rejected.map(({ index, code, field }: Record<string, unknown>) => [index, code, field])).toEqual([
    [1, 'STARS_INVALID_TIME', 'batch[1].timestamp'],
    [2, 'STARS_TIME_AHEAD', 'batch[2].timestamp'],
    [3, 'STARS_FIELD_REQUIRED', 'batch[3].userId'],
    [6, 'STARS_INVALID_FIELD', 'batch[6]'],
  ]);
  expect(await eventsOf('bob')).toEqual([['view', 'rye', 2]]);
  // The same call comes again after a time-out.
  expect((await post('batch', { batch: batch.slice(0, 1) })).body).toMatchObject({ accepted: 1 });
  expect(await eventsOf('bob')).toEqual([['view', 'rye', 2]]);
  expect((await post('track', { ...good, timestamp: at, messageId: 'm2' })).body.accepted).toBe(1);
  expect((await post('identify', { userId: 'bob', traits: {} })).body).toMatchObject({ accepted: 0, success: true });
});

it('take who somebody is from calls with both ids, and nothing else of them', async () => {
  const timestamp = new Date().toISOString();
  const both = { userId: 'cleo', anonymousId: 'device-3', timestamp };
  expect((await post('track', { ...both, event: 'Product Viewed', properties: apple })).body.accepted).toBe(1);
  expect((await post('identify', { ...both, traits: { email: 'cleo@shop.example' } })).body.accepted).toBe(1);
  expect((await post('alias', { userId: 'cleo', previousId: 'device-4', timestamp })).body.accepted).toBe(1);
  const same = await post('identify', { ...both, anonymousId: 'cleo' });
  expect(same.body.rejected).toMatchObject([{ code: 'STARS_INVALID_FIELD', field: 'anonymousId' }]);
  expect(await eventsOf('cleo')).toEqual([
    ['view', 'apple', 1],
    ['identify', '', 0],
    ['identify', '', 0],
  ]);
});

it('refuses what is no call, and who may not send events', async () => {
  expect(await post('batch', { events: [] })).toMatchObject({ status: 400, body: { error: { field: 'batch' } } });
  expect(await post('delete', {})).toMatchObject({ status: 404, body: { error: { code: 'STARS_NOT_FOUND' } } });
  expect((await post('batch', { batch: [] }, otherKey)).status).toBe(403);
  expect((await post('batch', { batch: [] }, 'stars_000000000000_no')).status).toBe(401);
});

it('takes what the Measurement Protocol of Google Analytics sends, with the key in its query', async () => {
  const items = [{ item_id: 'rye', item_name: 'Rye bread', quantity: 2 }, { item_id: 'apple' }];
  const events = [
    { name: 'view_item', params: { items: items.slice(0, 1) } },
    { name: 'purchase', params: { transaction_id: 'T-1', items } },
    { name: 'page_view', params: {} },
    { name: 'refund', params: { transaction_id: 'T-1', items: items.slice(1) } },
    { name: 'view_item', params: { items }, timestamp_micros: 4e15 },
  ];
  const { status, body } = await collect({ client_id: 'device-9', events });
  expect([status, body.accepted, body.ignored.length]).toEqual([200, 4, 1]);
  expect(body.rejected).toMatchObject([
    { index: 4, code: 'STARS_TIME_AHEAD', field: 'events[4].timestamp_micros' },
    { index: 4 },
  ]);
  expect(await eventsOf('device-9')).toEqual([
    ['view', 'rye', 2],
    ['purchase', 'rye', 2],
    ['purchase', 'apple', 0],
    ['refund', 'apple', 0],
  ]);
  const login = { client_id: 'device-9', user_id: 'dora', events: [{ name: 'login', params: { method: 'mail' } }] };
  expect((await collect(login)).body.accepted).toBe(1);
  expect(await eventsOf('dora')).toEqual([['identify', '', 0]]);
  expect((await collect({ client_id: 'x' })).body.error).toMatchObject({ field: 'events' });
  expect((await collect({ client_id: 'x', events: [] }, otherKey)).status).toBe(403);
});
