import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deadLetterTopic } from '@stars/contracts';
import { type BusMessage, DEAD_LETTER_HEADERS, type EventBus, SqliteEventBus } from '@stars/event-bus';
import { openRedisProfileStore, type ProfileStore } from '@stars/profile-store';
import { type RunningServer, startRedis } from '@stars/servers';
import { type Database, openDatabase } from '@stars/sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const MIB = 1024 * 1024;
const USERS = 60;
const HUGE = 'u31';

/** Sends one command. */
async function ask(server: RunningServer, command: string): Promise<void> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write(`${command}\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(answer.toString()).toBe('+OK\r\n');
}

describe('a consumer that stores features of users in Redis', () => {
  let server: RunningServer;
  let profiles: ProfileStore;
  let folder: string;
  let database: Database;
  let bus: EventBus;
  const errors: string[] = [];

  beforeAll(async () => {
    // Redis refuses values above this size, as managed servers do from 1 MB on.
    server = await startRedis({ args: ['--proto-max-bulk-len', '1mb'] });
    profiles = await openRedisProfileStore({ url: server.url });
    folder = mkdtempSync(join(tmpdir(), 'stars-poison-'));
    database = openDatabase(join(folder, 'stars.db'));
    bus = new SqliteEventBus(database, { pollMs: 5, backOff: { firstMs: 5, mostMs: 20 } });
  });
  afterAll(async () => {
    await bus?.close();
    await profiles?.close();
    await server?.stop();
    database?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const userIds = Array.from({ length: USERS }, (_, n) => `u${n}`);
  const stored = async (tenant: string) => (await profiles.get(tenant, userIds)).filter(Boolean).length;

  async function consume(topic: string, sizeOf: (userId: string) => number): Promise<() => Promise<BusMessage[]>> {
    await bus.publish(
      topic,
      userIds.map((id) => ({ key: id, id, value: new Uint8Array(sizeOf(id)).fill(97) })),
    );
    await bus.consume({
      group: 'profiles',
      topics: [topic],
      handler: (messages) => {
        const features = ({ value }: BusMessage) => ({ text: new TextDecoder().decode(value) });
        const updates = messages.map((message) => ({ userId: message.key, version: 1, features: features(message) }));
        return profiles.putFeatures(topic, updates);
      },
      onError: (error) => errors.push(String(error)),
    });
    return async () => {
      const letters: BusMessage[] = [];
      for await (const batch of bus.read({ topic: deadLetterTopic(topic) })) letters.push(...batch);
      return letters;
    };
  }
  const handled = (topic: string) =>
    vi.waitFor(async () => expect((await bus.lag('profiles', [topic])).get(topic)).toBe(0), {
      timeout: 20_000,
      interval: 20,
    });

  it('gives up the one value that is too large, and stores the others', async () => {
    const letters = await consume('sizes', (id) => (id === HUGE ? 2 * MIB : 100));
    await handled('sizes');
    const dead = await letters();
    process.stdout.write(`sent ${USERS}, stored ${await stored('sizes')}, dead letters ${dead.length}\n`);
    expect(dead.map(({ key, headers }) => [key, headers[DEAD_LETTER_HEADERS.code]])).toEqual([
      [HUGE, 'STARS_TOO_LARGE'],
    ]);
    expect(await stored('sizes')).toBe(USERS - 1);
  });

  it('waits while Redis has no memory left, and then stores everything', async () => {
    await ask(server, 'CONFIG SET maxmemory 1mb');
    errors.length = 0;
    const letters = await consume('memory', () => 100);
    await vi.waitFor(() => expect(errors.length).toBeGreaterThan(10), { timeout: 20_000, interval: 20 });
    expect(new Set(errors)).toEqual(new Set([expect.stringContaining('OOM')]));
    expect(await stored('memory')).toBe(0);
    await ask(server, 'CONFIG SET maxmemory 0');
    await handled('memory');
    const dead = await letters();
    process.stdout.write(`sent ${USERS}, stored ${await stored('memory')}, dead letters ${dead.length}\n`);
    expect([await stored('memory'), dead.length]).toEqual([USERS, 0]);
  });
});
