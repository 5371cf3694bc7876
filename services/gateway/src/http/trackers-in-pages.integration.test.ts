import { decodeMessage, TOPICS } from '@stars/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { newTrackerGateway } from '../testing/tracker-gateway.js';

const {
  gateway,
  writeKey,
  otherKey,
  wideKey,
  namingKey,
  send: sendAs,
  post,
  collect,
  eventsOf,
  close,
} = await newTrackerGateway();
afterAll(close);

const bread = { product_id: 'rye', sku: 'rye-500', price: 5, quantity: 2 };
const apple = { product_id: 'apple', price: 1, quantity: 1 };

describe('from a page of the shop', () => {
  const asText = { 'content-type': 'text/plain' };
  const send = (path: string, body: unknown, headers: Record<string, string> = asText) => sendAs(path, body, headers);
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
    for (const path of ['/segment/v1/t', '/mp/collect', '/v1/track', '/v1/items']) {
      const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
      const response = await fetch(`http://127.0.0.1:${gateway.httpPort}${path}`, { method: 'OPTIONS', headers });
      const isTracker = path !== '/v1/items';
      expect([path, response.status]).toEqual([path, isTracker ? 204 : 401]);
      expect(response.headers.get('access-control-allow-origin')).toBe(isTracker ? '*' : null);
      expect(response.headers.get('access-control-allow-credentials')).toBe(null);
      const allowed = 'authorization, content-type, x-request-timeout-ms, anonymousid, x-retry-count';
      expect(response.headers.get('access-control-allow-headers')).toBe(isTracker ? allowed : null);
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
  await collect(
    { client_id: 'device-8', timestamp_micros: Date.UTC(2017, 10, 20) * 1000, events: [google] },
    namingKey,
  );
  expect(await named()).toMatchObject([
    { itemId: 'tent', version: 1, title: 'Tunnel tent', brand: 'Fjell', category: ['Tents'], image: 'https://x/t.jpg' },
    { itemId: 'pan', version: 1, title: 'Pan', category: ['Cooking'] },
  ]);
});
