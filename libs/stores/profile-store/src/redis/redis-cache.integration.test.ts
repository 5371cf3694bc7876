import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeProfileStoreContract } from '../contract.js';
import { event, events, vectors } from '../contract-samples.js';
import type { ProfileStore } from '../port.js';
import { askServers, redisPlace } from '../testing/redis-place.js';

const url = process.env['STARS_TEST_REDIS'] ?? '';
const CACHE = { cacheBytes: 10_000_000 };

describe.skipIf(url === '')('with a cache', () => {
  // One store for both sides: what a process wrote, it reads. What another wrote comes a moment later, see below.
  describeProfileStoreContract('RedisProfileStore', async () => {
    const place = redisPlace({ url, ...CACHE });
    let shared: Promise<ProfileStore> | undefined;
    return { ...place, open: () => (shared ??= place.open()) };
  });

  describe('RedisProfileStore', () => {
    const place = redisPlace({ url });
    let tenant: string;
    let count = 0;
    let reader: ProfileStore;
    let writer: ProfileStore;

    beforeAll(async () => {
      reader = await redisPlace({ url, prefix: place.prefix, ...CACHE }).open();
      writer = await place.open();
    });
    beforeEach(() => {
      tenant = `t${count++}`;
    });
    afterAll(async () => {
      await reader.close();
      await writer.close();
      await place.dispose();
    });

    const add = (time: number): Promise<number[]> =>
      writer.appendEvents(tenant, [{ userId: 'u', events: [event(time)] }]);
    const seen = async (): Promise<number> => (await reader.get(tenant, ['u']))[0]?.history.length ?? 0;
    const untilSeen = async (n: number): Promise<void> => {
      for (const start = performance.now(); (await seen()) !== n; await sleep(2)) {
        if (performance.now() - start > 20_000) throw new Error(`the reader sees ${await seen()} events, not ${n}`);
      }
    };
    const readsOf = async (work: () => Promise<unknown>): Promise<number> => {
      await askServers({ url }, 'CONFIG', 'RESETSTAT');
      await work();
      const [stats] = await askServers({ url }, 'INFO', 'commandstats');
      return Number(/cmdstat_hgetall:calls=(\d+)/.exec(String(stats))?.[1] ?? 0);
    };

    it('asks once for a user that nobody changes, and for one that is not there', async () => {
      await add(1);
      const reads = await readsOf(async () => {
        for (let i = 0; i < 20; i++) expect(await seen()).toBe(1);
        for (let i = 0; i < 20; i++) expect(await reader.get(tenant, ['nobody', 'u', 'nobody'])).toHaveLength(3);
      });
      expect(reads).toBe(2);
    });

    it('gives each reader a copy of its own', async () => {
      await add(1);
      const [first] = await reader.get(tenant, ['u']);
      first!.history[0]!.itemId = 'changed by the reader';
      first!.history.pop();
      expect((await reader.get(tenant, ['u']))[0]!.history[0]!.itemId).toBe('item-e1');
    });

    it('hears of every kind of change by others', async () => {
      await add(1);
      await untilSeen(1);
      await add(2);
      await untilSeen(2);
      await writer.putVectors(tenant, [{ userId: 'u', vectors: vectors('m', 1) }]);
      await expect.poll(async () => (await reader.get(tenant, ['u']))[0]!.vectors.length).toBe(1);
      await writer.retainVectors(tenant, []);
      await expect.poll(async () => (await reader.get(tenant, ['u']))[0]!.vectors.length).toBe(0);
      await writer.putFeatures(tenant, [{ userId: 'u', version: 1, features: { age: 1 } }]);
      await expect.poll(async () => (await reader.get(tenant, ['u']))[0]!.features).toEqual({ age: 1 });
      await writer.delete(tenant, [{ userId: 'u', time: 10 }]);
      await expect.poll(() => reader.get(tenant, ['u'])).toEqual([undefined]);
      await add(11);
      await untilSeen(1);
    });

    it('is never left with what was, however reads and writes meet', async () => {
      for (let round = 0; round < 30; round++) {
        const writes = Array.from({ length: 5 }, (_, i) => add(5 * round + i));
        const reads = Array.from({ length: 40 }, async (_, i) => {
          await sleep(i % 4);
          await seen();
        });
        await Promise.all([...writes, ...reads]);
        await untilSeen(5 * (round + 1));
      }
    });

    it('keeps nothing across a lost connection', async () => {
      await add(1);
      await untilSeen(1);
      await askServers({ url }, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await writer.appendEvents(tenant, [{ userId: 'u', events: events(2, 4) }]).catch(() => add(2));
      await expect.poll(() => seen().catch(() => 0), { timeout: 20_000 }).toBeGreaterThan(1);
    });
  });
});
