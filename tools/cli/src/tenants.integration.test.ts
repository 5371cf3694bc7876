import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeModelManifest, TOPICS } from '@stars/contracts';
import { ModelStore } from '@stars/inference';
import { saveTinyModel } from '@stars/inference/testing';
import { openPorts } from '@stars/stack';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DataFolder, makeDataFolder } from './data-folder.js';
import { readData } from './evaluation/read-data.js';
import { Progress } from './progress.js';
import { stackConfig } from './stack-config.js';
import { runCli } from './testing/cli-process.js';

const kafka = process.env['STARS_TEST_KAFKA'];
const redis = process.env['STARS_TEST_REDIS'];
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];

const SERVERS = {
  STARS_STACK: 'servers',
  STARS_PREFIX: `test-${randomUUID().slice(0, 8)}`,
  STARS_KAFKA_BROKERS: kafka,
  STARS_REDIS_URL: redis,
  STARS_ELASTICSEARCH_URL: elasticsearch,
  STARS_VECTOR_INDEX: 'embedded',
};
const STACKS: [string, boolean, NodeJS.ProcessEnv][] = [
  ['embedded', false, {}],
  ['servers', !kafka || !redis || !elasticsearch, SERVERS],
];
const TENANTS = ['north', 'south'] as const;
const ITEMS = {
  north: ['north-0', 'north-1', 'north-2'],
  south: ['south-0', 'south-1', 'south-2', 'south-3'],
};

describe.each(STACKS)('verbs on the stack %s', (_, isAway, stack) => {
  const test = it.skipIf(isAway);
  const root = mkdtempSync(join(tmpdir(), 'stars-verbs-'));
  let folder: DataFolder;

  beforeAll(async () => {
    if (isAway) return;
    folder = makeDataFolder(root);
    // Rows of the one tenant name it; rows of the other are of `STARS_TENANT`.
    const rows = TENANTS.flatMap((tenant) =>
      ITEMS[tenant].map((item_id, n) => ({
        ...(tenant === 'north' && { tenant_id: tenant }),
        ...{ user_id: `${tenant}-user`, item_id, type: 'purchase', time: `2024-01-0${n + 1}T10:00:00Z` },
      })),
    );
    const events = join(root, 'events.jsonl');
    writeFileSync(events, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const { status, stderr } = await runCli(['import', '--data', root, '--events', events], {
      ...{ ...process.env, ...stack },
      STARS_TENANT: 'south',
    });
    expect(status, stderr).toBe(0);
    const { bus, close } = await openPorts(stackConfig(folder, { ...process.env, ...stack }), ['bus']);
    for (const tenant of TENANTS) {
      const manifest = { tenantId: tenant };
      const saved = await saveTinyModel(new ModelStore(folder.models), `of-${tenant}`, ['a'], { manifest });
      await bus.publish(TOPICS.models, [encodeModelManifest(saved)]);
    }
    await close();
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test.each(TENANTS)('list models of %s, and no others', async (tenant) => {
    const env = { ...process.env, ...stack, STARS_TENANT: tenant };
    const { status, stdout, stderr } = await runCli(['models', 'list', '--json', '--data', root], env);
    expect(status, stderr).toBe(0);
    expect((JSON.parse(stdout) as { version: string }[]).map(({ version }) => version)).toEqual([`of-${tenant}`]);
  });

  test.each(TENANTS)('read for an evaluation what %s has, and nothing else', async (tenant) => {
    for (const [name, value] of Object.entries({ ...stack, STARS_TENANT: tenant })) vi.stubEnv(name, value);
    const { log } = await readData(folder, new Progress(), AbortSignal.timeout(60_000));
    expect(new Set(log.items)).toEqual(new Set(ITEMS[tenant]));
    expect(log.users).toEqual([`${tenant}-user`]);
  });

  test('know no tenant whose name cannot be one', async () => {
    const env = { ...process.env, ...stack, STARS_TENANT: 'a/b' };
    const { status, stderr } = await runCli(['models', 'list', '--data', root], env);
    expect(status).not.toBe(0);
    expect(stderr).toContain('STARS_TENANT');
  });
});
