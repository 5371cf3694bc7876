import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventClient, InteractionType } from '@stars/contracts';
import { SeededRandom, syntheticShop } from '@stars/datasets/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killAfter, runCli, startCli } from './testing/cli-process.js';
import { folderContents } from './testing/folder-contents.js';

const seed = Number(process.env['STARS_TEST_SEED'] ?? Date.now() % 1_000_000);
const shop = syntheticShop({ users: 150, items: 120, days: 60, seed: 11, sessionsPerDay: 0.3 });
const isLong = process.env['STARS_TEST_ALL'] !== undefined;
/** Kills of each command. */
const KILLS = isLong ? 30 : 2;
// More threads add numbers in another order: only one thread gives the same bits again.
process.env['TF_NUM_INTRAOP_THREADS'] = '1';

/** kill -9 at random moments: nothing that was acknowledged is lost, nothing is doubled. */
describe(`killed at random moments (STARS_TEST_SEED=${seed})`, () => {
  const random = new SeededRandom(seed);
  const root = mkdtempSync(join(tmpdir(), 'stars-kill-'));
  const [calm, stormy] = [join(root, 'calm'), join(root, 'stormy')];
  let importing: (data: string) => string[];
  // A checkpoint after nearly every step, early stopping and a refit: a kill may fall into any of it.
  const training = (data: string) => [
    'train',
    '--data',
    data,
    '--size',
    'tiny',
    '--epochs',
    '3',
    '--early-stopping',
    '--checkpoint-minutes',
    '0.0005',
  ];

  /** Kills the command KILLS times, each time at another moment of its first half (a machine may be faster than before), then lets it finish. */
  async function storm(parameters: string[], calmMs: number): Promise<number> {
    let killed = 0;
    for (let n = 0; n < KILLS; n++) {
      if (await killAfter(200 + random.below(Math.max(1, Math.round(calmMs / 2))), parameters)) killed++;
    }
    const last = await runCli(parameters);
    expect(last.status, last.stderr).toBe(0);
    return killed;
  }

  async function calmly(parameters: string[]): Promise<{ ms: number; stdout: string }> {
    const started = performance.now();
    const { status, stdout, stderr } = await runCli(parameters);
    expect(status, stderr).toBe(0);
    return { ms: performance.now() - started, stdout };
  }

  beforeAll(async () => {
    const files = await shop.writeJsonLines(join(root, 'files'));
    const { items, events, users, context } = files;
    importing = (data) => [
      'import',
      '--data',
      data,
      '--items',
      items,
      '--events',
      events,
      '--users',
      users,
      '--context',
      context,
    ];
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('import', async () => {
    const { ms } = await calmly(importing(calm));
    expect(await storm(importing(stormy), ms)).toBeGreaterThan(0);
    const contents = await folderContents(stormy);
    expect(contents.topics).toEqual((await folderContents(calm)).topics);
    for (const { messages, ids } of Object.values(contents.topics)) expect(messages).toBe(ids);
    expect(contents.topics['stars.v1.interactions']?.messages).toBe(shop.events.length);
  });

  test('training, and the consumers before it', { tags: ['long'] }, async () => {
    const { ms } = await calmly(training(calm));
    expect(await storm(training(stormy), ms)).toBeGreaterThan(0);
    const models = readdirSync(join(calm, 'models'));
    expect(readdirSync(join(stormy, 'models'))).toEqual(models);
    expect(models).toHaveLength(1);
    const digests = (data: string): unknown =>
      JSON.parse(readFileSync(join(data, 'models', models[0]!, 'manifest.json'), 'utf8')).files;
    expect(digests(stormy)).toEqual(digests(calm));
    const run = (data: string) => join(data, 'runs', models[0]!);
    expect(readFileSync(join(run(stormy), 'curves.jsonl'), 'utf8')).toBe(
      readFileSync(join(run(calm), 'curves.jsonl'), 'utf8'),
    );
    expect(readdirSync(run(stormy)).sort()).toEqual(['curves.jsonl', 'run.json']);
  });

  test('serving', { tags: ['long'], timeout: 1_200_000 }, async () => {
    const acknowledged = new Set<string>();
    for (let n = 0; n <= KILLS; n++) {
      await serveAndTrack(stormy, n, acknowledged, n === KILLS ? undefined : 50 + random.below(1500));
    }
    expect(acknowledged.size).toBeGreaterThan(0);
    const seen = new Map<string, number>();
    const { openEmbeddedStack } = await import('@stars/stack');
    const stack = openEmbeddedStack(stormy);
    try {
      for await (const batch of stack.bus.read({ topic: 'stars.v1.interactions' })) {
        for (const { id } of batch) seen.set(id, (seen.get(id) ?? 0) + 1);
      }
      const [profile] = await stack.profiles.get('default', ['tracked']);
      // Each event has its own time, which identifies it in the history. There are far fewer than a profile keeps.
      const history = profile!.history.map(({ time }) => time);
      expect(new Set(history).size).toBe(history.length);
      for (const id of [...acknowledged].slice(-50)) expect(history).toContain(timeOf(id));
    } finally {
      await stack.close();
    }
    for (const id of acknowledged) expect(seen.get(`default/${id}`), id).toBe(1);
    expect(Math.max(...seen.values())).toBe(1);
  });

  /** Serves and tracks events one after the other until the kill. Remembers each event once it was acknowledged. */
  async function serveAndTrack(data: string, round: number, acknowledged: Set<string>, killMs?: number): Promise<void> {
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
    server.stderr?.resume();
    const exit = once(server, 'exit');
    const [line] = (await once(server.stdout!, 'data')) as [Buffer];
    const client = eventClient(`127.0.0.1:${JSON.parse(line.toString()).grpc_port}`);
    const timer = killMs === undefined ? undefined : setTimeout(() => server.kill('SIGKILL'), killMs);
    try {
      for (let n = 0; killMs !== undefined || n < 60; n++) {
        const eventId = `${round}-${n}`;
        await client.track({ interactions: [interaction(eventId)], impressions: [] });
        acknowledged.add(eventId);
      }
    } catch (error) {
      if (killMs === undefined) throw error;
    } finally {
      clearTimeout(timer);
      client.close();
    }
    if (killMs === undefined) {
      // No fixed time: the lease of the killed consumer must expire before this server's consumer can begin.
      const { CONSUMER_GROUPS, drainGroups } = await import('@stars/event-bus');
      const { openEmbeddedStack } = await import('@stars/stack');
      const stack = openEmbeddedStack(data);
      await drainGroups(stack.bus, CONSUMER_GROUPS, { signal: AbortSignal.timeout(60_000) });
      await stack.close();
      // Only trainings need TensorFlow.
      expect(readFileSync(`/proc/${server.pid}/maps`, 'utf8')).not.toContain('libtensorflow');
      server.kill('SIGTERM');
      expect((await exit)[0]).toBe(0);
    } else await exit;
  }

  /** `round-n` happened in second n of the round's own day. */
  function timeOf(eventId: string): number {
    const [round, n] = eventId.split('-').map(Number);
    return Date.UTC(2024, 5, 1 + round!) + n! * 1000;
  }

  function interaction(eventId: string) {
    const time = timeOf(eventId);
    return {
      tenantId: '',
      eventId,
      userId: 'tracked',
      itemId: shop.items[(time / 1000) % shop.items.length]!.itemId,
      type: InteractionType.INTERACTION_TYPE_PURCHASE,
      time: new Date(time),
      sessionId: '',
      pageId: '',
      region: '',
      quantity: 1,
      recommendationId: '',
      kind: '',
      category: '',
      brand: '',
      anonymousId: '',
      query: '',
    };
  }
});
