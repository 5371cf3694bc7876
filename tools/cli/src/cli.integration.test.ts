import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticShop } from '@stars/datasets/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, startCli } from './testing/cli-process.js';
import { WORKSPACE } from './workspace.js';

const root = mkdtempSync(join(tmpdir(), 'stars-cli-'));
const data = join(root, 'data');
const shop = syntheticShop({ users: 30, items: 40, days: 30, seed: 5 });
let files: { items: string; events: string; users: string; context: string };

beforeAll(async () => {
  files = await shop.writeJsonLines(join(root, 'files'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const errorLine = (stderr: string): string => stderr.split('\n').find((line) => line.startsWith('error ')) ?? '';

describe('bad input', () => {
  test('invalid rows are counted and kept, and the others imported', async () => {
    const path = join(root, 'mixed.jsonl');
    const good = { user_id: 'u', item_id: 'item-0001', type: 'view', time: '2024-01-01T00:00:00Z' };
    const rows = [good, { ...good, user_id: undefined }, { ...good, type: 'steal' }, { ...good, time: 'soon' }];
    writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const folder = join(root, 'mixed');
    const parameters = ['import', '--data', folder, '--events', path];
    const refused = await runCli(parameters);
    expect(refused.status).toBe(3);
    expect(errorLine(refused.stderr)).toMatch(
      /^error STARS_UNREADABLE_FILE: nothing was stored: 3 of 4 rows.*--allow-rejects/,
    );
    parameters.push('--allow-rejects');
    const { status, stdout } = await runCli([...parameters, '--json']);
    expect(status).toBe(0);
    const [report] = JSON.parse(stdout).files;
    expect(report).toMatchObject({ kind: 'events', rows: 4, published: 1, rejected: 3 });
    const rejects = readFileSync(report.rejectsFile, 'utf8').trim().split('\n');
    expect(rejects.map((line) => JSON.parse(line)).map(({ line, code }) => [line, code])).toEqual([
      [2, 'STARS_FIELD_REQUIRED'],
      [3, 'STARS_UNKNOWN_TYPE'],
      [4, 'STARS_INVALID_TIME'],
    ]);
    expect((await runCli([...parameters, '--strict'])).status).toBe(3);

    const exported = await runCli(['users', 'export', 'u', '--data', folder]);
    const places = exported.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { place: string }).place);
    const countOf = (place: string): number => places.filter((each) => each === place).length;
    // Not the row without a user.
    expect([countOf('event-bus/stars.v1.interactions'), countOf('imports/rejects-events.jsonl')]).toEqual([1, 2]);
    expect((await runCli(['users', 'export', 'nobody', '--data', folder])).stdout).toBe('');
    expect((await runCli(['audit', '--data', folder])).stdout.match(/"users export"/g)).toHaveLength(4);
  });

  test.each([
    ['a file that is not there', ['import', '--events', 'nowhere.jsonl'], 3, 'STARS_UNREADABLE_FILE'],
    ['an unknown time zone', ['import', '--events', 'x.jsonl', '--time-zone', 'Mars'], 2, 'STARS_CONFIG_INVALID'],
    ['not enough data to train on', ['train'], 3, 'STARS_NOT_ENOUGH_DATA'],
    ['a recipe that is not there', ['train', '--recipe', 'nowhere.json'], 3, 'STARS_UNREADABLE_FILE'],
    ['a recipe that is not JSON', ['train', '--recipe', import.meta.filename], 3, 'STARS_UNREADABLE_FILE'],
    [
      'a JSON file that is no recipe',
      ['train', '--recipe', join(WORKSPACE, 'package.json')],
      2,
      'STARS_CONFIG_INVALID',
    ],
    ['invalid rules', ['recommend', '--user', 'u', '--rules', '{"diversity":{"strength":2}}'], 3, 'STARS_OUT_OF_RANGE'],
    ['k of a million', ['recommend', '--user', 'u', '-k', '1000000'], 3, 'STARS_OUT_OF_RANGE'],
    ['no server', ['recommend', '--user', 'u', '--address', '127.0.0.1:1'], 4, 'STARS_UNAVAILABLE'],
  ])('%s', async (_, parameters, exitCode, code) => {
    const empty = join(root, 'empty');
    mkdirSync(empty, { recursive: true });
    const { status, stderr } = await runCli([...parameters, '--data', empty]);
    expect(errorLine(stderr)).toContain(`error ${code}: `);
    expect(status).toBe(exitCode);
  });
});

describe('a shop of one’s own', () => {
  const training = ['--data', data, '--size', 'tiny', '--epochs', '2', '--json'];

  test('is imported, trained, evaluated and served', async () => {
    const { items, events, users, context } = files;
    const sources = ['--items', items, '--events', events, '--users', users, '--context', context];
    const imported = await runCli(['import', '--data', data, ...sources, '--time-zone', 'Europe/Berlin']);
    expect(imported.status, imported.stderr).toBe(0);

    const trained = await runCli(['train', ...training]);
    expect(trained.status, trained.stderr).toBe(0);
    const { version, reused, against_simple: compared } = JSON.parse(trained.stdout);
    expect(reused).toBe(false);
    expect(compared).toMatch(/^No session was held out to compare it with simple rankings/);
    expect(JSON.parse((await runCli(['train', ...training])).stdout)).toMatchObject({ version, reused: true });
    const apart = await runCli(['train', ...training, '--seed', '2', '--no-serve']);
    expect(apart.status, apart.stderr).toBe(0);

    const server = startCli([
      'up',
      '--data',
      data,
      '--grpc-port',
      '0',
      '--http-port',
      '0',
      '--json',
      '--log-level',
      'error',
    ]);
    const exit = once(server, 'exit');
    const [line] = (await once(server.stdout!, 'data')) as [Buffer];
    const address = `127.0.0.1:${JSON.parse(line.toString()).grpc_port}`;
    const ask = ['recommend', '--user', 'user-0001', '--address', address, '--time', '2024-02-01T00:00:00Z', '--json'];
    // It says that it serves once the vectors of the model are there: the first answer is no fallback.
    expect(JSON.parse((await runCli(ask)).stdout)).toMatchObject({ model_version: version, degradations: [] });
    const { groups } = JSON.parse((await runCli([...ask, '--groups', 'category', '-k', '2'])).stdout);
    expect(groups.map(({ value }: { value: string[] }) => value.length)).toEqual([3, 3]);
    // Only trainings need TensorFlow.
    expect(readFileSync(`/proc/${server.pid}/maps`, 'utf8')).not.toContain('libtensorflow');
    const second = await runCli(['up', '--data', data, '--grpc-port', '0', '--http-port', '0']);
    expect(second.status).toBe(4);
    expect(errorLine(second.stderr)).toMatch(/^error STARS_UNAVAILABLE: another process is at work \(serve\)/);
    // What was trained with --no-serve, later than what serves, waits until somebody asks for it.
    const later = JSON.parse(apart.stdout).version as string;
    expect((await runCli(['models', 'list', '--data', data])).stdout).toMatch(new RegExp(`^${later} +new `, 'm'));
    expect((await runCli(['models', 'serve', later, '--data', data])).stdout).toContain(`in place of ${version}.`);
    await expect
      .poll(async () => JSON.parse((await runCli(ask)).stdout).model_version, { timeout: 30_000 })
      .toBe(later);
    server.kill('SIGINT');
    expect((await exit)[0]).toBe(0);
  });

  test.each([
    ['time', ['--protocol', 'time']],
    ['leave-one-out', ['--protocol', 'leave-one-out']],
  ])('is evaluated by %s, with lists that say what was ranked', async (protocol, how) => {
    const [lists, explore] = [join(root, `${protocol}.jsonl`), join(root, `${protocol}-explore.jsonl`)];
    const { status, stdout, stderr } = await runCli([
      'evaluate',
      ...how,
      ...training,
      '--lists',
      lists,
      '--lists-explore',
      explore,
    ]);
    expect(status, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.rankers.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['global popularity', 'P-TopFreq', 'STARS RR']),
    );
    const rows = readFileSync(lists, 'utf8')
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
    expect(rows).toHaveLength(report.counts.evaluatedSessions);
    for (const { session_id, user_id, items } of rows) {
      expect(session_id).toMatch(new RegExp(`^${user_id}_\\d{4}-\\d\\d-\\d\\d$`));
      expect(new Set(items).size).toBe(10);
    }
    expect(readFileSync(explore, 'utf8').trim().split('\n')).toHaveLength(report.counts.exploreSessions);
  });

  test('is evaluated with size and recipe of the model that serves, if nothing else is said', {
    tags: ['long'],
  }, async () => {
    const evaluating = ['evaluate', '--protocol', 'time', '--data', data, '--json'];
    const [same, named] = [
      await runCli(evaluating),
      await runCli([...evaluating, '--size', 'tiny', '--epochs', '2', '--seed', '2']),
    ];
    expect(same.status, same.stderr).toBe(0);
    expect(same.stderr).toMatch(/^! The size and recipe of tiny-\w+ are measured/m);
    // It is the same model, also by its version.
    expect(JSON.parse(same.stdout).model_version).toBe(JSON.parse(named.stdout).model_version);
  });

  test('a port in use', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { status, stderr } = await runCli(['up', '--data', data, '--grpc-port', '0', '--http-port', String(port)]);
    other.close();
    expect(errorLine(stderr)).toMatch(/^error STARS_PORT_IN_USE: .* --grpc-port and --http-port \(field port\)$/);
    expect(status).toBe(4);
  });

  test('a truncated model is named and trained anew, not served', { tags: ['long'] }, async () => {
    const evaluated = await runCli(['evaluate', '--protocol', 'time', ...training]);
    expect(evaluated.status).toBe(0);
    const version = JSON.parse(evaluated.stdout).model_version;
    truncateSync(join(data, 'models', version, 'weights.safetensors'), 1000);
    const { status, stdout, stderr } = await runCli(['evaluate', '--protocol', 'time', ...training]);
    expect(stderr).toMatch(/^! model .*weights\.safetensors has 1000 bytes.*trained anew$/m);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).model_version).toBe(version);
    expect(statSync(join(data, 'models', version, 'weights.safetensors')).size).toBeGreaterThan(1000);
  });
});
