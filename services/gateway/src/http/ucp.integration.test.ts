import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess, type Right } from '@stars/access';
import { createLogger, parseConfig } from '@stars/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newTestGateway, type TestGateway } from '../testing/new-test-gateway.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-ucp-'));
const keysFile = join(folder, 'keys.json');
const newKey = (right: Right, tenant = 'default'): string => {
  const key = { name: 'platform', rights: [right], tenants: [tenant], expires: Date.now() + 3_600_000 };
  return createKey(keysFile, key, Date.now()).token!;
};
const KEYS = { platform: newKey('recommend'), clerk: newKey('catalog'), other: newKey('recommend', 'other') };

let gateway: TestGateway;
beforeAll(async () => {
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  const ucp = { url: 'https://shop.example/ucp', currency: 'EUR' };
  const access = openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger });
  gateway = await newTestGateway({ access, deps: () => ({ ucp }) });
  const [pear] = await gateway.deps.catalog.get('default', ['pear']);
  const shown = { brand: 'Orchard', image: 'https://shop.example/w.jpg', link: 'https://shop.example/w' };
  await gateway.deps.catalog.upsert([
    {
      ...pear!,
      ...shown,
      itemId: 'williams',
      title: 'Williams pears',
      description: 'Sweet',
      price: 4.1,
      salePrice: 3.99,
    },
    { ...pear!, itemId: 'cider', title: 'Pear cider', description: 'A gift for guests', price: 9, inStock: false },
    { ...pear!, itemId: 'perry', title: 'Pear wine', description: 'A gift for guests', price: 12 },
    { ...pear!, itemId: 'priceless', title: 'Pear of gold', price: undefined },
  ]);
});
afterAll(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

const AGENT = 'profile="https://agent.example/profile.json"';

async function post(operation: string, body: unknown, key = KEYS.platform, agent: string | undefined = AGENT) {
  const response = await fetch(`http://127.0.0.1:${gateway.httpPort}/ucp/catalog/${operation}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      ...(agent && { 'ucp-agent': agent }),
    },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the body is asserted on, field by field, by the test
  return { status: response.status, body: (await response.json()) as any };
}

const idsOf = (body: { products: { id: string }[] }): string[] => body.products.map(({ id }) => id);

describe('the profile', () => {
  it('is open, may be cached, and names what the shop offers', async () => {
    const response = await fetch(`http://127.0.0.1:${gateway.httpPort}/.well-known/ucp`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'public, max-age=3600']);
    const { ucp } = (await response.json()) as { ucp: Record<string, object> };
    expect(ucp).toMatchObject({ version: '2026-04-08', payment_handlers: {} });
    const [service] = (ucp['services'] as Record<string, object[]>)['dev.ucp.shopping']!;
    expect(service).toMatchObject({ transport: 'rest', endpoint: 'https://shop.example/ucp' });
    const capabilities = ['dev.ucp.shopping.catalog.search', 'dev.ucp.shopping.catalog.lookup'];
    expect(Object.keys(ucp['capabilities']!)).toEqual(capabilities);
  });
});

describe('search', () => {
  it('gives products in the units of the currency', async () => {
    const { status, body } = await post('search', { query: 'williams pear', pagination: { limit: 1 } });
    expect(status).toBe(200);
    const price = { amount: 399, currency: 'EUR' };
    expect(body).toEqual({
      ucp: { version: '2026-04-08', capabilities: { 'dev.ucp.shopping.catalog.search': [{ version: '2026-04-08' }] } },
      products: [
        {
          ...{ id: 'williams', title: 'Williams pears', description: { plain: 'Sweet' } },
          url: 'https://shop.example/w',
          categories: expect.arrayContaining([{ value: 'fruit', taxonomy: 'merchant' }]),
          price_range: { min: price, max: price },
          list_price_range: { min: { amount: 410, currency: 'EUR' }, max: { amount: 410, currency: 'EUR' } },
          media: [{ type: 'image', url: 'https://shop.example/w.jpg', alt_text: 'Williams pears' }],
          variants: [
            {
              ...{ id: 'williams', title: 'Williams pears', description: { plain: 'Sweet' }, price },
              list_price: { amount: 410, currency: 'EUR' },
              availability: { available: true, status: 'in_stock' },
            },
          ],
          metadata: { brand: 'Orchard' },
        },
      ],
      pagination: { has_next_page: true, cursor: expect.any(String) },
    });
    const { cursor } = body.pagination;
    const next = await post('search', { query: 'williams pear', pagination: { limit: 10, cursor } });
    expect([idsOf(next.body).sort(), next.body.pagination]).toEqual([['pear', 'perry'], { has_next_page: false }]);
  });

  it('ranks by what the buyer has in mind', async () => {
    const context = { intent: 'a gift for guests who drink wine', address_country: 'DE' };
    expect(idsOf((await post('search', { query: 'pear', context })).body)[0]).toBe('perry');
    expect(idsOf((await post('search', { query: 'nothing', context })).body)).toEqual([]);
  });

  it('browses by filters, and says that it ignores prices in another currency', async () => {
    const filters = { categories: ['fruit'], price: { min: 1000 } };
    expect(idsOf((await post('search', { filters })).body)).toEqual(['perry']);
    const { body } = await post('search', { query: 'williams', filters, context: { currency: 'USD' } });
    expect([idsOf(body), body.messages]).toEqual([
      ['williams'],
      [{ type: 'info', code: 'price_filter_ignored', content: expect.stringContaining('EUR') }],
    ]);
  });

  it.each([
    [{}, 'STARS_FIELD_REQUIRED', 'query'],
    [{ context: { intent: 'a gift' } }, 'STARS_FIELD_REQUIRED', 'query'],
    [{ query: 7 }, 'STARS_INVALID_FIELD', 'query'],
    [{ query: 'a', pagination: { limit: 0 } }, 'STARS_INVALID_FIELD', 'pagination.limit'],
    [{ query: 'a', pagination: { cursor: 'x' } }, 'STARS_INVALID_FIELD', 'pagination.cursor'],
    [{ filters: { price: { max: -1 } } }, 'STARS_INVALID_FIELD', 'filters.price.max'],
  ])('refuses %j', async (request, code, field) => {
    const { status, body } = await post('search', request);
    expect([status, body.error]).toMatchObject([400, { code, field }]);
  });
});

describe('look-up', () => {
  it('gives products with the ids that they were found by, sold out or not', async () => {
    const { body } = await post('lookup', { ids: ['cider', 'ghost', 'williams', 'cider', 'priceless'] });
    expect(idsOf(body)).toEqual(['cider', 'williams']);
    const [{ variants }] = body.products;
    expect(variants).toMatchObject([
      { availability: { available: false, status: 'out_of_stock' }, inputs: [{ id: 'cider', match: 'exact' }] },
    ]);
    const missing = ['ghost', 'priceless'].map((content) => ({ type: 'info', code: 'not_found', content }));
    expect(body.messages).toEqual(missing);
    expect(idsOf((await post('lookup', { ids: ['cider', 'perry'], filters: { price: { min: 1000 } } })).body)).toEqual([
      'perry',
    ]);
  });

  it('refuses more ids than it takes, and none', async () => {
    const { status, body } = await post('lookup', { ids: Array.from({ length: 101 }, (_, n) => `i${n}`) });
    expect([status, body.code]).toEqual([400, 'request_too_large']);
    expect((await post('lookup', { ids: [] })).status).toBe(400);
  });

  it('gives one product, or says that there is none', async () => {
    const found = await post('product', { id: 'perry', selected: [{ name: 'Size', label: 'L' }] });
    expect(found.body).toMatchObject({ product: { id: 'perry', variants: [{ id: 'perry' }] } });
    const { status, body } = await post('product', { id: 'ghost' });
    expect([status, body.ucp.status, body.messages]).toEqual([
      200,
      'error',
      [{ type: 'error', code: 'not_found', content: 'Product not found: ghost', severity: 'unrecoverable' }],
    ]);
  });
});

describe('a platform', () => {
  it('needs a key with the right to recommend, and says who it is', async () => {
    expect((await post('search', { query: 'pear' }, 'nothing')).status).toBe(401);
    expect((await post('search', { query: 'pear' }, KEYS.clerk)).status).toBe(403);
    for (const agent of ['', 'profile="http://agent.example/p"', 'agent.example']) {
      const { status, body } = await post('search', { query: 'pear' }, KEYS.platform, agent);
      expect([status, body.code]).toEqual([400, 'invalid_profile_url']);
    }
  });

  it('sees nothing of another tenant', async () => {
    expect(idsOf((await post('search', { query: 'pear' }, KEYS.other)).body)).toEqual([]);
    expect(idsOf((await post('lookup', { ids: ['pear'] }, KEYS.other)).body)).toEqual([]);
    expect((await post('product', { id: 'pear' }, KEYS.other)).body.ucp.status).toBe('error');
  });
});

it('is off where no setting turns it on', async () => {
  const other = await newTestGateway();
  expect((await other.get('/.well-known/ucp')).status).toBe(404);
  expect((await other.post('/ucp/catalog/search', { query: 'pear' })).body.error).toMatchObject({
    code: 'STARS_NOT_FOUND',
  });
  await other.close();
});
