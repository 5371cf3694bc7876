import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Analytics } from '@segment/analytics-node';
import { accessEnvironment, createKey, openAccess } from '@stars/access';
import { decodeMessage, type Interaction, interactionTypeName, TOPICS } from '@stars/contracts';
import { purchasesThatStand, segmentCalls, storedPurchasesThatStand, wholeShop } from '@stars/datasets/testing';
import { createLogger, parseConfig } from '@stars/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newTestGateway, type TestGateway } from '../testing/new-test-gateway.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-segment-'));
const keysFile = join(folder, 'keys.json');
const keyWith = (...rights: ('track' | 'recommend' | 'catalog')[]): string =>
  createKey(
    keysFile,
    { name: rights.join('-'), rights, tenants: ['default'], expires: Date.now() + 3_600_000 },
    Date.now(),
  ).token!;
const [writeKey, otherKey, wideKey] = [keyWith('track'), keyWith('recommend'), keyWith('track', 'recommend')];
const namingKey = keyWith('track', 'catalog');

let gateway: TestGateway;
beforeAll(async () => {
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  gateway = await newTestGateway({ access: openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger }) });
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

async function storedEvents(): Promise<Interaction[]> {
  const events: Interaction[] = [];
  for await (const batch of gateway.deps.bus.read({ topic: TOPICS.interactions })) {
    events.push(...batch.map(({ value }) => decodeMessage(TOPICS.interactions, value)));
  }
  return events;
}

/** The events of a user on the bus: type, item and quantity. */
const eventsOf = async (userId: string): Promise<unknown[]> =>
  (await storedEvents())
    .filter((event) => event.userId === userId)
    .map(({ type, itemId, quantity }) => [interactionTypeName(type), itemId, quantity]);

const post = async (call: string, body: object, key = writeKey) => {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const url = `http://127.0.0.1:${gateway.httpPort}/segment/v1/${call}`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  // biome-ignore lint/suspicious/noExplicitAny: the body is asserted on, field by field, by the test
  return { status: response.status, body: (await response.json()) as any };
};

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

it('names items that the shop has not sent, by a key that may change the catalogue', async () => {
  const named = async (): Promise<unknown[]> => {
    const changes: unknown[] = [];
    for await (const batch of gateway.deps.bus.read({ topic: TOPICS.catalog })) {
      changes.push(...batch.map(({ value }) => decodeMessage(TOPICS.catalog, value).change!.value));
    }
    return changes;
  };
  const tent = {
    product_id: 'tent',
    name: 'Tunnel tent',
    brand: 'Fjell',
    category: 'Tents',
    image_url: 'https://x/t.jpg',
  };
  const viewed = (product: object) => ({
    ...{ userId: 'bo', event: 'Product Viewed', timestamp: '2017-11-20T12:00:00Z', properties: product },
  });
  await post('track', viewed(tent));
  expect(await named()).toEqual([]);
  // The shop has sent this one; the next has a name that no item can have.
  await post('track', viewed({ ...bread, name: 'Not rye' }), namingKey);
  expect((await post('track', viewed({ product_id: 'long', name: 'x'.repeat(5000) }), namingKey)).body.accepted).toBe(
    1,
  );
  for (let n = 0; n < 2; n++) await post('track', viewed(tent), namingKey);
  const google = {
    name: 'view_item',
    params: { items: [{ item_id: 'pan', item_name: 'Pan', item_category: 'Cooking' }] },
  };
  const url = `http://127.0.0.1:${gateway.httpPort}/mp/collect?api_secret=${namingKey}`;
  const request = { client_id: 'device-8', timestamp_micros: Date.UTC(2017, 10, 20) * 1000, events: [google] };
  await fetch(url, { method: 'POST', body: JSON.stringify(request), headers: { 'content-type': 'application/json' } });
  expect(await named()).toMatchObject([
    { itemId: 'tent', version: 1, title: 'Tunnel tent', brand: 'Fjell', category: ['Tents'], image: 'https://x/t.jpg' },
    { itemId: 'pan', version: 1, title: 'Pan', category: ['Cooking'] },
  ]);
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

describe('from a page of the shop', () => {
  const send = async (
    path: string,
    body: unknown,
    headers: Record<string, string> = { 'content-type': 'text/plain' },
  ) => {
    const url = `http://127.0.0.1:${gateway.httpPort}${path}`;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url, { method: 'POST', headers, body: text });
    const anyPage = response.headers.get('access-control-allow-origin');
    // biome-ignore lint/suspicious/noExplicitAny: the body is asserted on, field by field, by the test
    return { status: response.status, anyPage, body: (await response.json()) as any };
  };
  const view = (userId: string) => {
    const event = { type: 'track', event: 'Product Viewed', userId, properties: apple };
    return { ...event, timestamp: new Date().toISOString() };
  };

  it('takes calls by their letters, with the key in the body, as text or JSON', async () => {
    const single = await send('/segment/v1/t', { ...view('eve'), writeKey });
    expect(single).toMatchObject({ status: 200, anyPage: '*', body: { accepted: 1 } });
    const json = { 'content-type': 'application/json' };
    expect((await send('/segment/v1/b', { batch: [view('eve')], writeKey }, json)).body.accepted).toBe(1);
    const identify = { userId: 'eve', anonymousId: 'device-8', timestamp: new Date().toISOString(), writeKey };
    expect((await send('/segment/v1/i', identify)).body.accepted).toBe(1);
    expect((await eventsOf('eve')).length).toBe(3);
    const google = { client_id: 'device-5', events: [{ name: 'view_item', params: { items: [{ item_id: 'rye' }] } }] };
    expect((await send(`/mp/collect?api_secret=${writeKey}`, google)).body.accepted).toBe(1);
  });

  it('lets a browser of any page ask first', async () => {
    for (const path of ['/segment/v1/t', '/mp/collect', '/v1/track']) {
      const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
      const response = await fetch(`http://127.0.0.1:${gateway.httpPort}${path}`, { method: 'OPTIONS', headers });
      const isTracker = path !== '/v1/track';
      expect([path, response.status]).toEqual([path, isTracker ? 204 : 401]);
      expect(response.headers.get('access-control-allow-origin')).toBe(isTracker ? '*' : null);
      expect(response.headers.get('access-control-allow-credentials')).toBe(null);
    }
  });

  it('refuses keys that no page may show, and bodies of nobody', async () => {
    const wide = await send('/segment/v1/t', { ...view('fay'), writeKey: wideKey });
    expect(wide).toMatchObject({ status: 403, anyPage: '*', body: { error: { field: 'writeKey' } } });
    expect(wide.body.error.message).toMatch(/may also do recommend/);
    const statusOf = async (...given: Parameters<typeof send>) => (await send(...given)).status;
    expect(await statusOf('/segment/v1/t', { ...view('fay'), writeKey: otherKey })).toBe(403);
    expect(await statusOf('/segment/v1/t', { ...view('fay'), writeKey: 'stars_000000000000_no' })).toBe(401);
    expect(await statusOf('/segment/v1/t', view('fay'))).toBe(401);
    expect(await statusOf('/segment/v1/t', { ...view('fay'), writeKey: 7 })).toBe(401);
    expect(await statusOf('/segment/v1/t', '{"writeKey": ')).toBe(400);
    expect(await statusOf('/segment/v1/t', { ...view('f'.repeat(70_000)), writeKey })).toBe(413);
    // Only trackers call JSON a text.
    const authorization = `Bearer ${writeKey}`;
    expect(await statusOf('/v1/track', {}, { authorization, 'content-type': 'text/plain' })).toBe(400);
    expect(await statusOf('/v1/track', { writeKey, interactions: [] })).toBe(401);
    expect(await eventsOf('fay')).toEqual([]);
  });
});

it('takes what the Measurement Protocol of Google Analytics sends, with the key in its query', async () => {
  const collect = async (body: object, key = writeKey) => {
    const url = `http://127.0.0.1:${gateway.httpPort}/mp/collect?measurement_id=G-1&api_secret=${key}`;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    // biome-ignore lint/suspicious/noExplicitAny: the body is asserted on, field by field, by the test
    return { status: response.status, body: (await response.json()) as any };
  };
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
