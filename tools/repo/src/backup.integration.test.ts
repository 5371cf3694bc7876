import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { parseConfig } from '@stars/platform';
import { installDebianPackage, type RunningServer, runProgram, startKafka, startRedis } from '@stars/servers';
import { stackConfigOf, stackEnvironment } from '@stars/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { leftOutCommands } from './readme/testing/readme-commands.js';
import { SmallWorld } from './testing/small-world.js';

const page = readFileSync(join(WORKSPACE, 'docs/how-to/back-up-and-restore.md'), 'utf8');
/** The steps of a section that CI runs here, in order. */
function stepsOf(heading: string): string[] {
  const [, section] = page.split(`\n## ${heading}\n`);
  return leftOutCommands(section!.split('\n## ')[0]!)
    .filter(({ reason }) => reason.includes('backup.integration.test.ts'))
    .map(({ commands }) => commands);
}
/** Runs a step as its reader does. Errors: the first command that fails. */
const run = (step: string | undefined, env: NodeJS.ProcessEnv): Promise<string> =>
  runProgram('bash', ['-euo', 'pipefail', '-c', step ?? 'exit 1'], { env: { ...process.env, ...env } });

/** One for each user. */
const ANSWERS = 50;
const root = mkdtempSync(join(tmpdir(), 'stars-backup-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('a data folder that was lost', () => {
  const env = { STARS_DATA: join(root, 'alone'), BACKUP: join(root, 'backup-alone') };
  const world = new SmallWorld(env.STARS_DATA);

  it('gives the same answers after a backup of the running server is restored', async () => {
    if (spawnSync('sqlite3', ['--version']).error) await installDebianPackage('sqlite3');
    const [backUp, restore] = stepsOf('One data folder');
    await world.open();
    await world.fill();
    const before = await world.answers(ANSWERS);
    expect(new Set(before).size).toBeGreaterThan(ANSWERS / 4);
    await run(backUp, env);
    await world.close();
    rmSync(env.STARS_DATA, { recursive: true });
    await run(restore, env);
    await world.open();
    await expect.poll(() => world.answers(ANSWERS), { timeout: 60_000 }).toEqual(before);
    await world.close();
  });
});

const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];

describe.skipIf(!elasticsearch)('servers that were lost', () => {
  const prefix = `test-${randomUUID().slice(0, 8)}`;
  const indexes = ['items-v1', 'item-features-v1'].map((name) => `${prefix}-${name}`).join();
  const folder = (name: string): string => join(root, name);
  const drop = (path: string) => fetch(`${elasticsearch}/${path}`, { method: 'DELETE' });
  let kafka: RunningServer;
  let redis: RunningServer;
  let env: Record<string, string>;

  beforeAll(async () => {
    [kafka, redis] = await Promise.all([startKafka({ dir: folder('kafka') }), startRedis({ dir: folder('redis') })]);
    env = {
      ...{ STARS_STACK: 'servers', STARS_VECTOR_INDEX: 'embedded', STARS_DATA: folder('data'), STARS_PREFIX: prefix },
      ...{ STARS_KAFKA_BROKERS: kafka.url, STARS_REDIS_URL: redis.url, STARS_ELASTICSEARCH_URL: elasticsearch! },
      ...{ BACKUP: folder('backup'), KAFKA_DATA: folder('kafka/data'), REDIS_DATA: folder('redis') },
    };
    mkdirSync(env['BACKUP']!);
  });
  afterAll(async () => {
    for (const path of ['_snapshot/stars/today', '_snapshot/stars', indexes]) await drop(path);
    await Promise.all([kafka.stop(), redis.stop()]);
  });

  const emptied = (path: string): void => {
    rmSync(path, { recursive: true });
    mkdirSync(path);
  };

  it('give the same answers after their backups are restored', { tags: ['long'] }, async ({ skip }) => {
    const places = await fetch(`${elasticsearch}/_nodes/settings?filter_path=**.path.repo`);
    if ((await places.text()) === '{}') skip('this Elasticsearch was started without path.repo');
    const world = new SmallWorld(env['STARS_DATA']!, stackConfigOf(parseConfig(z.object(stackEnvironment), env)));
    const [nameSnapshots, snapshot, restoreSnapshot] = stepsOf('Elasticsearch');
    const [dump, restoreDump, append] = stepsOf('Redis');
    const [backUpKafka, restoreKafka] = stepsOf('Kafka');
    await world.open();
    await world.fill();
    const before = await world.answers(ANSWERS);

    await run(nameSnapshots, env);
    expect(await run(snapshot, env)).toContain('SUCCESS');
    await run(dump, env);
    await world.close();
    await kafka.stop();
    await run(backUpKafka, env);

    expect((await drop(indexes)).status).toBe(200);
    await redis.stop();
    emptied(env['REDIS_DATA']!);
    emptied(env['KAFKA_DATA']!);

    await run(restoreKafka, env);
    await kafka.restart();
    await run(restoreDump, env);
    redis = await startRedis({ dir: env['REDIS_DATA']!, port: redis.port, args: ['--appendonly', 'no'] });
    expect(await run(append, env)).toMatch(/aof_rewrite_in_progress:[01]/);
    await run(restoreSnapshot, env);
    await world.open();
    await expect.poll(() => world.answers(ANSWERS), { timeout: 60_000 }).toEqual(before);
    await world.close();
  });
});
