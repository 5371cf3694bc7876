import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { accessEnvironment, createKey, openAccess, type Right } from '@stars/access';
import { createLogger, parseConfig } from '@stars/platform';
import { newTestGateway, SEEDED, type TestGateway } from '@stars/service-gateway/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { WORKSPACE } from './workspace.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-mcp-stdio-'));
const keysFile = join(folder, 'keys.json');
const newKey = (...rights: Right[]): string => {
  const key = { name: 'agent', rights, tenants: ['default'], expires: Date.now() + 3_600_000 };
  return createKey(keysFile, key, Date.now()).token!;
};
const [KEY, OTHER] = [newKey('recommend'), newKey('track')];

let gateway: TestGateway;
beforeAll(async () => {
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  gateway = await newTestGateway({ access: openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger }) });
});
afterAll(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

/** An agent that starts `./stars mcp`, without the bootstrap. */
async function connect(key: string, url = `http://127.0.0.1:${gateway.httpPort}/mcp`): Promise<Client> {
  const args = [join(WORKSPACE, 'tools/cli/dist/main.js'), 'mcp', '--url', url];
  const env = { ...(process.env as Record<string, string>), STARS_API_KEY: key };
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
  return client;
}

it('gives an agent the tools of the server over standard input and output', async () => {
  const agent = await connect(KEY);
  expect(agent.getServerVersion()).toMatchObject({ name: 'stars' });
  expect(agent.getInstructions()).toContain('search_items');
  const { tools } = await agent.listTools();
  expect(tools.map(({ name }) => name)).toContain('search_items');
  const calls = [
    { name: 'search_items', arguments: { query: 'pears' } },
    { name: 'recommend_items', arguments: { user_id: SEEDED.fruitUser, limit: 2 } },
  ];
  const [found, list] = await Promise.all(calls.map((call) => agent.callTool(call)));
  expect(found!.structuredContent).toMatchObject({ items: [{ item_id: 'pear' }], has_more: false });
  expect(list!.structuredContent).toMatchObject({ items: [{}, {}] });
  const refused = await agent.callTool({ name: 'similar_items', arguments: { item_id: 'ghost' } });
  expect([refused.isError, JSON.stringify(refused.content)]).toEqual([
    true,
    expect.stringContaining('STARS_NOT_FOUND'),
  ]);
  await agent.close();
});

it('says what a key may not, and where no server answers', async () => {
  await expect(connect('nothing')).rejects.toThrow(/STARS_UNAUTHENTICATED/);
  await expect(connect(OTHER)).rejects.toThrow(/STARS_PERMISSION_DENIED/);
  await expect(connect(KEY, 'http://127.0.0.1:9/mcp')).rejects.toThrow('no server answers at http://127.0.0.1:9/mcp');
});
