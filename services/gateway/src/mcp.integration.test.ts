import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { accessEnvironment, createKey, openAccess, type Right } from '@stars/access';
import { createLogger, parseConfig } from '@stars/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-mcp-'));
const keysFile = join(folder, 'keys.json');

function newKey(rights: Right[], tenant = 'default', limit?: number): string {
  const key = { name: 'agent', rights, tenants: [tenant], expires: Date.now() + 3_600_000 };
  return createKey(keysFile, limit === undefined ? key : { ...key, limit }, Date.now()).token!;
}

// Before the gateway starts: it reads the file again only after a while.
const KEYS = {
  agent: newKey(['recommend']),
  clerk: newKey(['track', 'catalog', 'admin']),
  other: newKey(['recommend'], 'other'),
  slow: newKey(['recommend'], 'default', 1),
};

let gateway: TestGateway;
let agent: Client;
beforeAll(async () => {
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  gateway = await newTestGateway({
    access: openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger }),
  });
  agent = await connect(KEYS.agent);
});
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

async function connect(key: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const url = new URL(`http://127.0.0.1:${gateway.httpPort}/mcp`);
  const requestInit = { headers: { authorization: `Bearer ${key}` } };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
  return client;
}

interface Answer {
  items: { item_id: string; [name: string]: unknown }[];
  has_more?: boolean;
  notes?: { code: string }[];
}

/** What a tool gives; the client checks it against the schema that the server told. */
async function call(name: string, given: Record<string, unknown>, client = agent): Promise<Answer> {
  const { structuredContent, isError, content } = await client.callTool({ name, arguments: given });
  expect([isError, content]).toEqual([undefined, expect.any(Array)]);
  return structuredContent as unknown as Answer;
}

/** Code and field of a refusal. */
async function refusal(name: string, given: Record<string, unknown>, client = agent): Promise<unknown[]> {
  const { isError, content } = await client.callTool({ name, arguments: given });
  expect(isError).toBe(true);
  const [{ text }] = content as [{ text: string }];
  const { error } = JSON.parse(text) as { error: { code: string; field?: string; message: string } };
  expect(error.message).not.toBe('');
  return [error.code, error.field];
}

const idsOf = ({ items }: Answer): string[] => items.map(({ item_id }) => item_id);

describe('tools of agents', () => {
  it('say what they do, take and give, and only read', async () => {
    const { tools } = await agent.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'search_items',
      'recommend_items',
      'similar_items',
      'items_that_go_with',
      'explain_recommendations',
    ]);
    for (const { description, inputSchema, outputSchema, annotations } of tools) {
      expect(description!.length).toBeGreaterThan(80);
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(outputSchema).toMatchObject({ type: 'object', properties: { items: { type: 'array' } } });
      expect(annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
    }
  });

  it('search the catalogue by words and filters, and read items', async () => {
    const [pear] = await gateway.deps.catalog.get('default', ['pear']);
    const description = 'green '.repeat(100).trim();
    await gateway.deps.catalog.upsert([{ ...pear!, itemId: 'conference', title: 'Conference pears', description }]);
    const found = await call('search_items', { query: 'conference pears', max_price: 5, categories: ['fruit'] });
    expect(found.items[0]).toMatchObject({ item_id: 'conference', title: 'Conference pears', in_stock: true });
    expect(String(found.items[0]!['description'])).toHaveLength(302);
    expect(idsOf(await call('search_items', { query: 'pears', limit: 1, offset: 1 }))).toHaveLength(1);
    expect(idsOf(await call('search_items', { query: 'pears', min_price: 100 }))).toEqual([]);
    const read = await call('search_items', { item_ids: ['apple', 'conference', 'ghost'] });
    expect(idsOf(read)).toEqual(['apple', 'conference']);
    expect(read.items[1]).toMatchObject({ description });
  });

  it('recommend for a user, rank what was found, and find what is similar', async () => {
    const user_id = SEEDED.fruitUser;
    const list = await call('recommend_items', { user_id, limit: 3 });
    expect([list.items.length, list.notes]).toEqual([3, []]);
    expect(list.items[0]).toMatchObject({ title: expect.any(String), reason: expect.stringMatching(/./) });
    const candidate_item_ids = ['soap', 'pear'];
    const ranked = await call('recommend_items', { user_id, candidate_item_ids });
    expect(idsOf(ranked).sort()).toEqual(['pear', 'soap']);
    const german = await call('recommend_items', { user_id, candidate_item_ids, language: 'de' });
    expect(german.items[0]!['reason']).not.toBe(ranked.items[0]!['reason']);
    const similar = await call('similar_items', { item_id: 'apple', limit: 2, region: 'north' });
    expect(idsOf(similar)).toContain('pear');
  });

  it('recommend because of items, and find what goes with them, with a user or without', async () => {
    const item_ids = ['apple'];
    for (const who of [{}, { user_id: SEEDED.fruitUser }]) {
      const because = await call('recommend_items', { seed_item_ids: item_ids, limit: 3, ...who });
      expect(because.items).toHaveLength(3);
      expect(idsOf(because)).not.toContain('apple');
      const beside = await call('items_that_go_with', { item_ids, ...who });
      expect(idsOf(beside)).not.toContain('apple');
    }
    expect(await refusal('items_that_go_with', { item_ids: [] })).toEqual(['STARS_INVALID_FIELD', 'item_ids']);
  });

  it('explain why items suit a user', async () => {
    const user_id = SEEDED.fruitUser;
    const item_ids = idsOf(await call('recommend_items', { user_id, limit: 2 }));
    const { items } = await call('explain_recommendations', { user_id, item_ids });
    expect(items.map(({ item_id }) => item_id).sort()).toEqual(item_ids.sort());
    expect(items[0]).toMatchObject({ reason_code: expect.stringMatching(/^[A-Z_]+$/), source: expect.any(String) });
    expect(items[0]!['score_parts']).toMatchObject({ general_interest: expect.any(Number) });
  });

  it.each([
    ['search_items', { query: 'a', limit: 0 }, 'STARS_INVALID_FIELD', 'limit'],
    ['search_items', { query: 'a', item_ids: ['b'] }, 'STARS_INVALID_FIELD', 'query'],
    ['search_items', { words: 'a' }, 'STARS_INVALID_FIELD', 'words'],
    ['search_items', { query: 'a', tenant_id: 'other' }, 'STARS_INVALID_FIELD', 'tenant_id'],
    ['recommend_items', {}, 'STARS_FIELD_REQUIRED', 'user_id'],
    ['recommend_items', { user_id: '' }, 'STARS_FIELD_REQUIRED', 'user_id'],
    ['similar_items', { item_id: 'ghost' }, 'STARS_NOT_FOUND', 'item_id'],
    ['explain_recommendations', { user_id: 'u', item_ids: ['a', 1] }, 'STARS_INVALID_FIELD', 'item_ids[1]'],
    ['delete_items', {}, 'STARS_NOT_FOUND', 'name'],
  ])('%s refuses %j with %s at %s', async (name, given, code, field) => {
    expect(await refusal(name, given)).toEqual([code, field]);
  });
});

describe('who calls', () => {
  it('needs a key with the right to recommend', async () => {
    await expect(connect('nothing')).rejects.toThrow(/STARS_UNAUTHENTICATED/);
    await expect(connect(KEYS.clerk)).rejects.toThrow(/STARS_PERMISSION_DENIED/);
  });

  it('sees nothing of another tenant', async () => {
    const other = await connect(KEYS.other);
    expect((await call('search_items', {}, other)).items).toEqual([]);
    expect((await call('search_items', { query: 'pears' }, other)).items).toEqual([]);
    expect((await call('search_items', { item_ids: ['pear'] }, other)).items).toEqual([]);
    const list = { user_id: SEEDED.fruitUser, candidate_item_ids: ['pear'] };
    expect((await call('recommend_items', list, other)).items).toEqual([]);
    await other.close();
  });

  it('has the limits of the API', async () => {
    const slow = await connect(KEYS.slow);
    const ask = () => slow.callTool({ name: 'search_items', arguments: { query: 'pears' } });
    const answers = [await ask(), await ask(), await ask(), await ask()];
    expect(JSON.stringify(answers.at(-1)!.content)).toContain('STARS_LIMIT_REACHED');
    expect(answers[0]!.isError).toBeUndefined();
    await slow.close();
  });

  it('is counted by the call that a tool makes', async () => {
    const { body: text } = await gateway.get('/metrics');
    expect(text).toMatch(/stars_gateway_requests_total\{[^}]*method="SearchItems"[^}]*\} \d/);
  });
});

describe('the transport', () => {
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${gateway.httpPort}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${KEYS.agent}`,
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('has no streams and no sessions', async () => {
    const response = await fetch(`http://127.0.0.1:${gateway.httpPort}/mcp`, {
      headers: { authorization: `Bearer ${KEYS.agent}`, accept: 'text/event-stream' },
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    const listed = await post({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect([listed.status, listed.headers.get('mcp-session-id')]).toEqual([200, null]);
  });

  it.each([
    ['{', 400],
    [{ id: 1 }, 400],
    [{ jsonrpc: '2.0', method: 'notifications/initialized' }, 202],
    [{ jsonrpc: '2.0', id: 'x'.repeat(70_000), method: 'ping' }, 413],
  ])('answers %.50j with %d', async (body, status) => {
    expect((await post(body)).status).toBe(status);
  });
});
