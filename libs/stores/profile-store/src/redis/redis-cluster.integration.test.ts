import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeProfileStoreContract } from '../contract.js';
import { event } from '../contract-samples.js';
import { type RedisCluster, startRedisCluster } from '../testing/redis-cluster.js';
import { askServers, redisPlace } from '../testing/redis-place.js';

// A cluster of its own: three servers, each with a third of the slots. A command for two slots would be refused.
describe('three servers', () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster?.stop());

  describeProfileStoreContract('RedisProfileStore', async () => redisPlace({ url: cluster.url, cluster: true }));

  const userIds = Array.from({ length: 300 }, (_, i) => `user ${i}`);
  const visits = userIds.map((userId) => ({ userId, events: [event(1)] }));

  it('spreads users over all servers, and finds them again', async () => {
    const place = redisPlace({ url: cluster.url, cluster: true });
    const store = await place.open();
    await store.appendEvents('t', visits);
    const sizes = await askServers({ url: cluster.url, cluster: true }, 'DBSIZE');
    expect(sizes).toHaveLength(3);
    for (const size of sizes) expect(size).toBeGreaterThan(50);
    expect((await store.get('t', userIds)).every((profile) => profile?.history.length === 1)).toBe(true);
    await store.close();
    await place.dispose();
  });

  it('is not there: says so in time', async () => {
    const open = redisPlace({ url: 'redis://127.0.0.1:1', cluster: true, timeoutMs: 500 }).open();
    await expect(open).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
  });

  it('serves the users of the others while one server is away, and all when it is back', async () => {
    const place = redisPlace({ url: cluster.url, cluster: true, timeoutMs: 2000 });
    const store = await place.open();
    await store.appendEvents('t', visits);
    const [, , third] = cluster.servers;
    await third!.kill();
    const reads = await Promise.allSettled(userIds.map((userId) => store.get('t', [userId])));
    const refused = reads.filter((read) => read.status === 'rejected');
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'STARS_UNAVAILABLE' });
    expect(refused.length).toBeGreaterThan(50);
    expect(reads.length - refused.length).toBeGreaterThan(100);
    await expect(store.get('t', userIds)).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });

    await third!.restart();
    const all = () => store.get('t', userIds).catch(() => []);
    await expect.poll(async () => (await all()).length, { timeout: 60_000 }).toBe(userIds.length);
    expect(new Set(await store.appendEvents('t', visits))).toEqual(new Set([0]));
    await store.close();
    await place.dispose();
  });
});
