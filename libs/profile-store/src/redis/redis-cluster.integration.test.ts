import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeProfileStoreContract } from '../contract.js';
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

  it('spreads users over all servers, and finds them again', async () => {
    const place = redisPlace({ url: cluster.url, cluster: true });
    const store = await place.open();
    const userIds = Array.from({ length: 300 }, (_, i) => `user ${i}`);
    const event = { eventId: 'e', itemId: 'i', type: 1, time: 1, region: '' };
    await store.appendEvents(
      't',
      userIds.map((userId) => ({ userId, events: [event] })),
    );
    const sizes = await askServers({ url: cluster.url, cluster: true }, 'DBSIZE');
    expect(sizes).toHaveLength(3);
    for (const size of sizes) expect(size).toBeGreaterThan(50);
    expect((await store.get('t', userIds)).every((profile) => profile?.history.length === 1)).toBe(true);
    await store.close();
    await place.dispose();
  });
});
