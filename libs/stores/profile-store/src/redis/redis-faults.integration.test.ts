import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '@stars/platform';
import { type RunningServer, startRedis } from '@stars/servers';
import { afterEach, describe, expect, it } from 'vitest';
import { event, vectors } from '../contract-samples.js';
import type { ProfileStore } from '../port.js';
import { trafficDuring } from '../testing/profile-traffic.js';
import { askServers } from '../testing/redis-place.js';
import { openRedisProfileStore, type RedisProfileStoreOptions } from './open.js';

/** How long Redis is away, ms. */
const AWAY = process.env['STARS_TEST_ALL'] ? 20_000 : 8000;
const TIMEOUT = 1000;
/** What a call may take over its limits on a machine with much else to do, ms. */
const SLACK = 4000;

describe('RedisProfileStore, when Redis', () => {
  const servers: RunningServer[] = [];
  const stores: ProfileStore[] = [];

  const start = async (...args: string[]): Promise<RunningServer> => {
    const server = await startRedis({ args });
    servers.push(server);
    return server;
  };
  const open = async (options: RedisProfileStoreOptions): Promise<ProfileStore> => {
    const store = await openRedisProfileStore({ timeoutMs: TIMEOUT, ...options });
    stores.push(store);
    return store;
  };

  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  const outages = {
    'is killed and comes back': async (server: RunningServer) => {
      await server.kill();
      await sleep(AWAY);
      await server.restart();
    },
    hangs: async (server: RunningServer) => {
      await server.pause();
      await sleep(AWAY);
      server.resume();
    },
  };
  for (const [name, outage] of Object.entries(outages)) {
    const tags = name === 'hangs' ? ['long'] : [];
    it(`${name}: loses and doubles nothing, and answers or refuses in time`, { tags }, async () => {
      const server = await start('--appendfsync', 'always');
      const writers = [await open({ url: server.url }), await open({ url: server.url })];
      const reader = await open({ url: server.url });
      const report = await trafficDuring(() => outage(server), writers, reader);
      process.stdout.write(`Redis ${name}: ${JSON.stringify(report)}\n`);

      expect(report.otherErrors).toEqual([]);
      expect(report.sent).toBeGreaterThan(500);
      expect(report.repeated).toBeGreaterThan(5);
      expect(report.stored).toBe(report.sent);
      expect(report.distinct).toBe(report.sent);
      expect(report.reads.answered).toBeGreaterThan(50);
      // Away for long, it is not waited for by every call: each would take its whole time.
      expect(report.reads.unavailable).toBeGreaterThan((2 * AWAY) / TIMEOUT);
      expect(report.reads.longestMs).toBeLessThan(2 * TIMEOUT + SLACK);
      expect(report.backAfterMs).toBeLessThan(TIMEOUT + SLACK);
    });
  }

  it('is restarted during a scan: says so instead of leaving out users', async () => {
    const server = await start();
    const store = await open({ url: server.url, timeoutMs: 20_000 });
    const userIds = Array.from({ length: 500 }, (_, i) => `u${i}`);
    await store.putVectors(
      't',
      userIds.map((userId) => ({ userId, vectors: vectors('m', 1) })),
    );
    const { cursor } = await store.scan('t', { limit: 50 });
    await server.restart();
    const lost = { code: 'STARS_UNAVAILABLE', field: 'cursor' };
    const goOn = async (from: string | undefined): Promise<void> => {
      // What the server found over the limit of a page is in the cursor: the next page may need no server.
      if (from !== undefined) await goOn((await store.scan('t', { limit: 50, cursor: from })).cursor);
    };
    await expect(goOn(cursor)).rejects.toMatchObject(lost);
    expect(new Set((await store.scan('t', { limit: 1000 })).userIds)).toEqual(new Set(userIds));
  });

  it('is not there at the start: says so in time', async () => {
    const server = await start();
    await server.stop();
    const begun = performance.now();
    await expect(open({ url: server.url })).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    expect(performance.now() - begun).toBeLessThan(TIMEOUT + SLACK);
  });

  it('has no memory left: refuses what would grow, forgets users all the same, and goes on with the room', async () => {
    const server = await start('--maxmemory', '8mb');
    const store = await open({ url: server.url });
    // By chance: a history is compressed.
    const fill = (userId: string) =>
      store.appendEvents('t', [{ userId, events: [{ ...event(1), itemId: randomBytes(25_000).toString('hex') }] }]);
    let stored = 0;
    const refusal = await (async () => {
      for (;;) {
        await fill(`u${stored}`);
        stored++;
      }
    })().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'STARS_UNAVAILABLE', message: expect.stringContaining('OOM') });
    expect(stored).toBeGreaterThan(20);
    expect((await store.get('t', ['u0']))[0]!.history).toHaveLength(1);

    const forgotten = Array.from({ length: Math.floor(stored / 2) }, (_, i) => ({ userId: `u${i}`, time: 10 }));
    await store.delete('t', [...forgotten, { userId: 'never seen', time: 10 }]);
    expect(await store.get('t', ['u0'])).toEqual([undefined]);
    expect(await fill('again')).toEqual([1]);
    expect(await store.count('t')).toBe(stored - forgotten.length + 1);
  });

  it('wants a password: tells who has none or a wrong one, at once', async () => {
    const server = await start();
    await askServers({ url: server.url }, 'CONFIG', 'SET', 'requirepass', 'right');
    const withPassword = (password: string): string => server.url.replace('redis://', `redis://:${password}@`);
    for (const url of [server.url, withPassword('wrong')]) {
      const refused = openRedisProfileStore({ url, timeoutMs: 60_000 });
      await expect(refused).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID' });
      await expect(refused).rejects.not.toThrow(/wrong@|right/);
    }
    const store = await open({ url: withPassword('right') });
    expect(await store.count('t')).toBe(0);
  });

  it('gets another password: the next connection has what the file has now', async () => {
    const server = await start();
    const folder = mkdtempSync(join(tmpdir(), 'stars-redis-'));
    const file = join(folder, 'url');
    const setPassword = (password: string): void => {
      writeFileSync(file, `${server.url.replace('redis://', `redis://:${password}@`)}\n`);
    };
    await askServers({ url: server.url }, 'CONFIG', 'SET', 'requirepass', 'the-first');
    setPassword('the-first');
    const url = Secret.ofFile(file, 'address');
    const store = await open({ url, timeoutMs: 20_000 });
    expect(await store.count('t')).toBe(0);
    await askServers({ url: url.read() }, 'CONFIG', 'SET', 'requirepass', 'the-second');
    setPassword('the-second');
    await expect.poll(() => url.read(), { timeout: 10_000 }).toContain('the-second');
    await askServers({ url }, 'CLIENT', 'KILL', 'TYPE', 'normal').catch(() => undefined);
    await expect.poll(() => store.count('t').catch(String), { timeout: 20_000 }).toBe(0);
    rmSync(folder, { recursive: true });
  });

  it('loses what it was given: says so', async () => {
    const server = await start('--appendonly', 'no', '--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru');
    const warnings: string[] = [];
    await open({ url: server.url, onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([expect.stringContaining('append-only'), expect.stringContaining('allkeys-lru')]);
  });
});
