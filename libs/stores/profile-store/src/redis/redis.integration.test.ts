import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeProfileStoreContract } from '../contract.js';
import { event, events, vectors, vectorsIn } from '../contract-samples.js';
import { hashOfUser } from '../forgotten-user.js';
import type { ProfileStore } from '../port.js';
import { askServers, redisPlace } from '../testing/redis-place.js';
import { ProfileKeys } from './profile-keys.js';

const url = process.env['STARS_TEST_REDIS'] ?? '';

describe.skipIf(url === '')('one server', () => {
  describeProfileStoreContract('RedisProfileStore', async () => redisPlace({ url }));

  // What docs/reference/redis.md says the store needs: no more is allowed here.
  const COMMANDS =
    '+hgetall +hget +hmget +hset +hkeys +hdel +hsetnx +get +set +del +exists +expire +ttl +evalsha +eval +scan +info';
  describeProfileStoreContract('RedisProfileStore with the least rights', async () => {
    const { prefix, dispose } = redisPlace({ url });
    const [name, password] = [`user-${prefix}`, 'p:/@ß'];
    await askServers({ url }, 'ACL', 'SETUSER', name, 'on', `>${password}`, `~${prefix}:*`, ...COMMANDS.split(' '));
    const restricted = new URL(url);
    restricted.username = name;
    restricted.password = encodeURIComponent(password);
    let shared: Promise<ProfileStore> | undefined;
    return {
      open: () => (shared ??= redisPlace({ url: restricted.href, prefix, ttlSeconds: 1000 }).open()),
      dispose: async () => {
        await dispose();
        await askServers({ url }, 'ACL', 'DELUSER', name);
      },
    };
  });

  describe('RedisProfileStore', () => {
    const place = redisPlace({ url });
    const keyOf = (tenant: string, userId: string) => new ProfileKeys(place.prefix).of(tenant).profile(userId);
    let store: ProfileStore;

    beforeAll(async () => {
      store = await place.open();
    });
    afterAll(async () => {
      await store.close();
      await place.dispose();
    });

    /** Commands that the server did while something was done, by name. */
    const commandsOf = async (work: () => Promise<unknown>): Promise<Record<string, number>> => {
      await askServers({ url }, 'CONFIG', 'RESETSTAT');
      await work();
      const [stats] = await askServers({ url }, 'INFO', 'commandstats');
      const calls = [...String(stats).matchAll(/cmdstat_([^:]+):calls=(\d+)/g)].map(([, name, n]) => [
        name!,
        Number(n),
      ]);
      // What askServers does itself.
      return Object.fromEntries(calls.filter(([name]) => !/^(config|info|hello|client|auth)/.test(String(name))));
    };

    it('refuses profiles of a later layout, and changes nothing of them', async () => {
      const other = redisPlace({ url });
      await (await other.open()).close();
      await askServers({ url }, 'HSET', `${other.prefix}:forget-key`, 'layout', '2');
      await expect(other.open()).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID' });
      expect(await askServers({ url }, 'HGET', `${other.prefix}:forget-key`, 'layout')).toEqual([Buffer.from('2')]);
      await other.dispose();
    });

    it('reads a whole profile by one command', async () => {
      await store.appendEvents('one', [{ userId: 'u', events: events(0, 300) }]);
      await store.putFeatures('one', [{ userId: 'u', version: 1, features: { age: '35' } }]);
      await store.putVectors('one', [
        { userId: 'u', vectors: vectors('m1', 1) },
        { userId: 'u', vectors: vectors('m2', 2) },
      ]);
      expect(await commandsOf(() => store.get('one', ['u']))).toEqual({ hgetall: 1 });
    });

    it('keeps a user in two keys of one slot, and no id of whoever was deleted', async () => {
      const userId = 'a}b{c * [d]? é';
      await store.appendEvents('keys', [{ userId, events: [event(1)] }]);
      await store.delete('keys', [{ userId, time: 0 }]);
      const ofUser = async (): Promise<string[]> =>
        ((await askServers({ url }, 'KEYS', `${place.prefix}:*keys/*`))[0] as Buffer[]).map(String).sort();
      const tag = hash('sha1', `keys/${userId}`).slice(0, 3);
      const profile = `${place.prefix}:profile:{${tag}}keys/${userId}`;
      const [key] = await askServers({ url }, 'HGET', `${place.prefix}:forget-key`, 'key');
      const mark = `${place.prefix}:forgotten:{${tag}}keys/${hashOfUser(String(key), 'keys', userId)}`;
      expect(await ofUser()).toEqual([mark, profile]);
      expect(await store.scan('keys', { limit: 5 })).toEqual({ userIds: [userId] });
      await expect(store.count('keys/a')).rejects.toMatchObject({ code: 'STARS_INVALID_FIELD' });
      await store.delete('keys', [{ userId, time: 100 }]);
      expect(await ofUser()).toEqual([mark]);
    });

    it('goes on where the server forgot the scripts', async () => {
      await store.appendEvents('scripts', [{ userId: 'u', events: events(0, 3) }]);
      await askServers({ url }, 'SCRIPT', 'FLUSH');
      expect(await store.appendEvents('scripts', [{ userId: 'u', events: events(0, 5) }])).toEqual([2]);
    });

    it('finds all who were there while others come', async () => {
      const ids = (from: number, n: number): string[] => Array.from({ length: n }, (_, i) => `u${from + i}`);
      const add = (userIds: string[]) =>
        store.appendEvents(
          'grow',
          userIds.map((userId) => ({ userId, events: [event(1)] })),
        );
      await add(ids(0, 500));
      const seen = new Set<string>();
      let cursor: string | undefined;
      let coming = 500;
      do {
        const page = await store.scan('grow', { limit: 40, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.userIds.length).toBeLessThanOrEqual(40);
        for (const userId of page.userIds) seen.add(userId);
        if (coming < 5000) await add(ids(coming, 300));
        coming += 300;
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(ids(0, 500).filter((userId) => !seen.has(userId))).toEqual([]);
      expect(coming).toBeGreaterThan(4000);
    });

    it('lets profiles go after their time, which events and features prolong and vectors do not', async () => {
      const living = await redisPlace({ url, prefix: place.prefix, ttlSeconds: 1000 }).open();
      const secondsOf = async (userId: string): Promise<number> =>
        (await askServers({ url }, 'TTL', keyOf('ttl', userId)))[0] as number;
      const age = (userId: string): Promise<unknown> => askServers({ url }, 'EXPIRE', keyOf('ttl', userId), '500');

      await living.appendEvents('ttl', [{ userId: 'a', events: [event(1)] }]);
      await living.putVectors('ttl', [{ userId: 'b', vectors: vectors('m', 1) }]);
      await living.putFeatures('ttl', [{ userId: 'c', version: 1, features: {} }]);
      for (const userId of ['a', 'b', 'c']) expect(await secondsOf(userId)).toBeGreaterThan(900);

      for (const userId of ['a', 'b', 'c']) await age(userId);
      await living.putVectors('ttl', [{ userId: 'a', vectors: vectors('m', 1) }]);
      await living.appendEvents('ttl', [{ userId: 'b', events: [event(1)] }]);
      await living.putFeatures('ttl', [{ userId: 'c', version: 2, features: {} }]);
      expect(await secondsOf('a')).toBeLessThanOrEqual(500);
      expect(await secondsOf('b')).toBeGreaterThan(900);
      expect(await secondsOf('c')).toBeGreaterThan(900);
      await living.delete('ttl', [{ userId: 'b', time: 0 }]);
      expect(await secondsOf('b')).toBeGreaterThan(900);
      await living.close();

      await store.appendEvents('ttl', [{ userId: 'eternal', events: [event(1)] }]);
      expect(await secondsOf('eternal')).toBe(-1);
    });

    it('tells of one refused command among many, does the others, and goes on', async () => {
      const users = Array.from({ length: 40 }, (_, i) => `u${i}`);
      await askServers({ url }, 'SET', keyOf('refused', 'u17'), 'no hash');
      const put = (userIds: readonly string[]) =>
        store.putVectors(
          'refused',
          userIds.map((userId) => ({ userId, vectors: vectors('m', 1) })),
        );
      await expect(put(users)).rejects.toMatchObject({
        code: 'STARS_INTERNAL',
        message: expect.stringContaining('WRONGTYPE'),
      });
      const others = users.filter((userId) => userId !== 'u17');
      const kept = await vectorsIn(store, 'refused', others, 'm');
      expect(kept.filter((entry) => entry !== undefined)).toHaveLength(39);
      await put(['u39', 'u40']);
      expect((await vectorsIn(store, 'refused', ['u40'], 'm'))[0]).toBeDefined();
    });

    it('writes on when its connection was closed', async () => {
      const name = `user-${place.prefix}-closed`;
      await askServers({ url }, 'ACL', 'SETUSER', name, 'on', '>secret', '~*', '+@all');
      const own = new URL(url);
      [own.username, own.password] = [name, 'secret'];
      const store = await redisPlace({ url: own.href, prefix: place.prefix }).open();
      const add = (userId: string) => store.appendEvents('closed', [{ userId, events: [event(1)] }]);
      await add('a');
      expect(await askServers({ url }, 'CLIENT', 'KILL', 'USER', name)).toEqual([1]);
      for (let tries = 0, stored = false; !stored; tries++) {
        stored = await add('b').then(
          () => true,
          (error) => {
            if (tries > 20) throw error;
            return false;
          },
        );
      }
      expect((await store.get('closed', ['a', 'b'])).map((profile) => profile?.history.length)).toEqual([1, 1]);
      await store.close();
      await askServers({ url }, 'ACL', 'DELUSER', name);
    });

    it('refuses more than may wait at once, and goes on', async () => {
      const narrow = await redisPlace({ url, prefix: place.prefix, maxPending: 50 }).open();
      const reads = Array.from({ length: 200 }, () => narrow.get('one', ['u']));
      const outcomes = await Promise.allSettled(reads);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused.length).toBe(150);
      for (const { reason } of refused) expect(reason).toMatchObject({ code: 'STARS_OVERLOADED' });
      expect((await narrow.get('one', ['u']))[0]!.history).toHaveLength(300);
      await narrow.close();
    });

    it('is closed when it is closed', async () => {
      const closing = await place.open();
      const last = closing.appendEvents('closing', [{ userId: 'u', events: [event(1)] }]);
      await last;
      await closing.close();
      await closing.close();
      await expect(closing.get('closing', ['u'])).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    });
  });
});
