import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogItem, decodeMessage, encodeCatalogUpsert, type ItemFeatures, TOPICS } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { openDatabase } from '@stars/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';

const MAIN = join(import.meta.dirname, '..', 'dist', 'main.js');
let child: ChildProcess | undefined;
afterEach(() => {
  if (child?.exitCode === null) child.kill('SIGKILL');
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function start(env: Record<string, string>) {
  const started = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child = started;
  let log = '';
  started.stderr!.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  return { process: started, log: () => log };
}

describe('the tagger as a process', () => {
  it('tags with the local models, survives kill -9 without loss or doubles, and leaves on SIGTERM', async () => {
    const data = await mkdtemp(join(tmpdir(), 'tagger-process-'));
    const port = await freePort();
    const env = {
      STARS_DATA: data,
      STARS_TAGGER_PORT: String(port),
      ...{ STARS_TEXT_THREADS: '1', STARS_TEXT_VOCABULARY: 'grocery' },
      STARS_TAGGER_BATCH: '40',
    };
    const db = openDatabase(join(data, 'stars.db'));
    const bus = new SqliteEventBus(db);
    const items = Array.from({ length: 200 }, (_, index) =>
      CatalogItem.fromPartial({ itemId: `i${index}`, version: 1, title: `Whole milk number ${index}, organic` }),
    );
    await bus.publish(
      TOPICS.catalog,
      items.map((item) => encodeCatalogUpsert(item)),
    );
    const features = async () => {
      const all: ItemFeatures[] = [];
      for await (const batch of bus.read({ topic: TOPICS.itemFeatures })) {
        all.push(...batch.map(({ value }) => decodeMessage(TOPICS.itemFeatures, value)));
      }
      return all;
    };

    const first = start(env);
    await vi.waitFor(async () => expect((await features()).length).toBeGreaterThan(0), {
      timeout: 30_000,
      interval: 5,
    });
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');

    const second = start(env);
    await vi.waitFor(async () => expect((await bus.lag('tagger', [TOPICS.catalog])).get(TOPICS.catalog)).toBe(0), {
      timeout: 60_000,
      interval: 50,
    });
    const made = await features();
    expect(made.map(({ itemId }) => itemId).sort()).toEqual(items.map(({ itemId }) => itemId).sort());
    for (const { tags, embedding } of made) {
      expect(embedding).toHaveLength(384 * 4);
      expect(tags).toEqual(expect.arrayContaining(['diet:organic', 'product_kind:milk']));
    }
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { ready: true }]);
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('stars_tagger_changes_total');
    second.process.kill('SIGTERM');
    expect(await once(second.process, 'exit')).toEqual([0, null]);
    await bus.close();
    db.close();
  }, 120_000);

  it('says in one line what is wrong with its configuration, and exits with 1', async () => {
    const wrong = start({ STARS_TEXT_TAGGER: 'openai', STARS_DATA: await mkdtemp(join(tmpdir(), 'tagger-')) });
    expect(await once(wrong.process, 'exit')).toEqual([1, null]);
    expect(wrong.log()).toContain('STARS_CONFIG_INVALID');
    expect(wrong.log()).toContain('STARS_OPENAI_TAGGING_MODEL');
  }, 60_000);
});
