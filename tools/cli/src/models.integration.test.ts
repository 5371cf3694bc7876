import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CatalogItem,
  encodeCatalogUpsert,
  encodeItemStatistics,
  encodeModelManifest,
  RecommendRequest,
  recommendationClient,
  StatisticsPosition,
  TOPICS,
} from '@stars/contracts';
import { ModelStore } from '@stars/inference';
import { saveTinyModel } from '@stars/inference/testing';
import { readModelVersions } from '@stars/roll-out';
import { openEmbeddedStack } from '@stars/stack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from './testing/cli-process.js';
import { ServerProcess } from './testing/server-process.js';
import { WORKSPACE } from './workspace.js';

const data = mkdtempSync(join(tmpdir(), 'stars-models-'));
const ITEMS = ['a', 'b', 'c'];
let server: ServerProcess;
let port: number;

async function announce(version: string, seed: number, comparedWith?: string): Promise<void> {
  const comparison = comparedWith && {
    comparison: {
      version: comparedWith,
      metric: 'ndcg@10',
      candidate: 0.1,
      serving: 0.4,
      sessions: 200,
      from: new Date(0),
    },
  };
  // The catalogue has no text: a model only knows what it learned.
  const store = new ModelStore(join(data, 'models'));
  const manifest = await saveTinyModel(store, version, ITEMS, {
    seed,
    manifest: { createdTime: new Date(Date.UTC(2024, 0, seed)), ...comparison },
  });
  const stack = openEmbeddedStack(data);
  await stack.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
  await stack.close();
}

const models = async (...parameters: string[]) => {
  const { status, stdout, stderr } = await runCli(['models', ...parameters, '--data', data]);
  return { status, stdout, stderr };
};
const states = async (): Promise<Record<string, string>> => {
  const stack = openEmbeddedStack(data);
  const { versions } = await readModelVersions(stack.bus, new ModelStore(join(data, 'models')));
  await stack.close();
  return Object.fromEntries(versions.map(({ version, state }) => [version, state]));
};
const until = (version: string, state: string) =>
  expect.poll(async () => (await states())[version], { timeout: 30_000 }).toBe(state);
async function servedVersion(): Promise<string> {
  const client = recommendationClient(`127.0.0.1:${port}`);
  try {
    return (await client.recommend(RecommendRequest.fromPartial({ userId: 'u', k: 1 }))).modelVersion;
  } finally {
    client.close();
  }
}

beforeAll(async () => {
  const stack = openEmbeddedStack(data);
  const items = ITEMS.map((itemId) => CatalogItem.fromPartial({ itemId, title: itemId, version: 1 }));
  await stack.bus.publish(
    TOPICS.catalog,
    items.map((item) => encodeCatalogUpsert(item)),
  );
  await stack.close();
  const cli = join(WORKSPACE, 'tools/cli/dist/main.js');
  server = await ServerProcess.start(
    `exec ${process.execPath} ${cli} up --data ${data} --grpc-port 0 --http-port 0 --log-level error --json`,
    { cwd: data, env: process.env, ready: /"grpc_port":(\d+)/, timeoutMs: 60_000 },
  );
  port = Number(/"grpc_port":(\d+)/.exec(server.output)![1]);
});
afterAll(async () => {
  await server?.interrupt();
  rmSync(data, { recursive: true, force: true });
});

describe('./stars models with a running ./stars up', () => {
  test('says that there is no model, and what is not possible', async () => {
    expect((await models('list')).stdout).toBe('There is no model yet.\n');
    const back = await models('rollback');
    expect([back.status, back.stderr]).toEqual([4, expect.stringContaining('STARS_MODEL_NOT_READY')]);
    const serve = await models('serve', 'v9');
    expect(serve.status).toBe(3);
    expect(serve.stdout).toContain('v9 does not serve: there is no model v9');
  });

  test('lists what the trainer announced, and rolls back and forward by one command', async () => {
    await announce('v1', 1);
    await until('v1', 'serves');
    await announce('v2', 2);
    await until('v2', 'serves');
    const back = await models('rollback');
    expect([back.status, back.stdout]).toEqual([0, expect.stringMatching(/^v1 serves since .*, in place of v2\./)]);
    expect(back.stdout).toMatch(/items +passed +0 +0 +3 items/);
    expect((await models('list')).stdout).toMatch(/v2 +rolled back .*\nv1 +serves/s);
    await expect.poll(servedVersion, { timeout: 60_000 }).toBe('v1');
    expect((await models('serve', 'v2', '--json')).status).toBe(0);
    expect(await states()).toMatchObject({ v1: 'before', v2: 'serves' });
    await expect.poll(servedVersion, { timeout: 60_000 }).toBe('v2');
  });

  test('shows which gate held a model back, and lets it serve by force', async () => {
    await announce('v3', 3, 'v2');
    await until('v3', 'refused');
    const { stdout } = await models('show', 'v3');
    expect(stdout).toContain('v3 does not serve: gate metrics: -0.7500 where -0.0500 is the bound');
    expect(stdout).toContain('v2 goes on serving.');
    expect(stdout).toMatch(/metrics +failed +-0\.7500 +-0\.0500 +ndcg@10 of 200 sessions/);
    const forced = await models('serve', 'v3', '--force');
    expect([forced.status, forced.stdout]).toEqual([0, expect.stringMatching(/^v3 serves since .*, forced\./)]);
    expect(await states()).toMatchObject({ v2: 'before', v3: 'serves' });
  });

  test('has the statistics of its users counted again on demand, and not those that no model needs', async () => {
    const stack = openEmbeddedStack(data);
    const position = { $case: 'position', value: StatisticsPosition.fromPartial({ complete: false }) } as const;
    const ended = encodeItemStatistics({ tenantId: 'default', definition: '1:UTC:click', state: position }, 'ended');
    await stack.bus.publish(TOPICS.itemStatistics, [ended]);
    await stack.close();
    const { status, stdout } = await runCli(['statistics', 'rebuild', '--data', data]);
    expect([status, stdout]).toEqual([0, 'The statistics 1:UTC:any of tenant default were counted again.\n']);
  });
});

test('a request that nobody handles stays, and says so', async () => {
  await server.interrupt();
  const alone = await models('rollback', '--wait', '1');
  expect(alone.status).toBe(4);
  expect(alone.stderr).toContain('there was no result in 1 s; the request stays');
});
