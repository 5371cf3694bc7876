import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive, openLongLog } from '@stars/archive';
import {
  encodeCatalogUpsert,
  encodeInteraction,
  encodeItemFeatures,
  encodeUserDelete,
  encodeUserUpsert,
  TOPICS,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { ContextFollower, ModelStore } from '@stars/inference';
import { tinyFeatures } from '@stars/inference/testing';
import { openElasticsearchItemCatalog } from '@stars/item-catalog';
import { createLogger, createMetrics, Secret } from '@stars/platform';
import { openRedisProfileStore, type UserProfile } from '@stars/profile-store';
import { rebuildCatalog } from '@stars/service-catalog';
import { openEmbeddedStack, type Ports } from '@stars/stack';
import { rebuildStores } from '@stars/vectors';
import { afterAll, beforeAll, expect, test } from 'vitest';

const redis = process.env['STARS_TEST_REDIS'] ?? '';
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'] ?? '';
const shop = syntheticShop({ users: 20, items: 30, days: 5, seed: 3 });
const root = mkdtempSync(join(tmpdir(), 'stars-rebuild-servers-'));
const embedded = openEmbeddedStack(join(root, 'data'));
const settings = { STARS_ARCHIVE: join(root, 'archive'), STARS_ARCHIVE_KEY: Secret.of('a secret of this test only') };

beforeAll(async () => {
  const { bus } = embedded;
  const features = shop.items.map(({ itemId, version }) => tinyFeatures(itemId, { itemVersion: version }));
  await bus.publish(
    TOPICS.catalog,
    shop.items.map((item) => encodeCatalogUpsert(item)),
  );
  await bus.publish(
    TOPICS.itemFeatures,
    features.map((item) => encodeItemFeatures(item)),
  );
  await bus.publish(
    TOPICS.users,
    shop.users.map((user) => encodeUserUpsert(user)),
  );
  // One was deleted before the shop began, and came back.
  const [{ userId }] = shop.users as [(typeof shop.users)[0]];
  await bus.publish(TOPICS.users, [encodeUserDelete({ tenantId: '', userId, time: new Date(0) })]);
  await bus.publish(TOPICS.users, [encodeUserUpsert({ ...shop.users[0]!, version: 1e6 })]);
  const events = shop.events.map((event) => encodeInteraction(event));
  await bus.publish(TOPICS.interactions, events.slice(0, -30));
  await openArchive(settings, bus, root).catchUp();
  await bus.publish(TOPICS.interactions, events.slice(-30));
});
afterAll(async () => {
  await embedded.close();
  rmSync(root, { recursive: true });
});

async function rebuild(ports: Ports): Promise<void> {
  const log = openLongLog(settings, ports.bus, root);
  const metrics = createMetrics('rebuild', { processMetrics: false });
  const logger = createLogger('rebuild', { level: 'silent' });
  await rebuildCatalog({ ...ports, metrics }, { log });
  const context = new ContextFollower(ports.bus);
  const deps = { ...ports, context, models: new ModelStore(join(root, 'models')), logger, metrics };
  expect(await rebuildStores(deps, { log })).toMatchObject({ events: shop.events.length, unreadable: 0 });
}

async function contentOf({ profiles, catalog }: Ports): Promise<[(UserProfile | undefined)[], ...unknown[]]> {
  const users = shop.users.map(({ userId }) => userId);
  const items = shop.items.map(({ itemId }) => itemId);
  const tenant = 'default';
  return [
    await profiles.get(tenant, users),
    await catalog.get(tenant, items),
    await catalog.getFeatures(tenant, items),
  ];
}

test.skipIf(redis === '' || elasticsearch === '')(
  'Redis and Elasticsearch get what the embedded stores get, also the second time',
  async () => {
    const prefix = `rebuild-${randomUUID()}`;
    const redisProfiles = await openRedisProfileStore({ url: redis, prefix });
    const catalog = await openElasticsearchItemCatalog({ url: elasticsearch, prefix, readTimeoutMs: 60_000 });
    try {
      await rebuild(embedded);
      const expected = await contentOf(embedded);
      const [profiles] = expected;
      expect(profiles).not.toContain(undefined);
      expect(profiles[0]?.features).toEqual(shop.users[0]!.features);
      const servers = { ...embedded, profiles: redisProfiles, catalog };
      for (let n = 0; n < 2; n++) {
        await rebuild(servers);
        expect(await contentOf(servers)).toEqual(expected);
      }
    } finally {
      await redisProfiles.close();
      await catalog.close();
    }
  },
  120_000,
);
