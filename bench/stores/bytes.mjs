// Bytes of a user, an item and an event in the stores that are available here, on disk or in Redis's memory.
//   node bench/stores/bytes.mjs [--count 4000] [--width 64]
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encodeInteraction, InteractionType, TOPICS } from '@stars/contracts';
import { openKafkaEventBus } from '@stars/event-bus';
import { SqliteItemCatalog } from '@stars/item-catalog';
import { SqliteProfileStore } from '@stars/profile-store';
import { startKafka } from '@stars/servers';
import { openDatabase } from '@stars/sqlite';
import { openEmbeddedStack } from '@stars/stack';
import { EmbeddedVectorIndex } from '@stars/vector-index';
import { featuresOf, shop, TENANT } from '../filters/shop.mjs';
import { sampleProfiles, userIdOf } from '../profiles/sample-profiles.mjs';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '4000' }, width: { type: 'string', default: '64' } },
});
const [count, width] = [Number(values.count), Number(values.width)];
const PAGE = 2000;
const folder = mkdtempSync(join(tmpdir(), 'stars-bytes-'));

/** Bytes of the files below a folder whose paths match. */
const sizeOf = (path, such = /$/) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, file: join(entry.parentPath, entry.name) }))
    .filter(({ entry, file }) => entry.isFile() && such.test(file))
    .reduce((sum, { file }) => sum + statSync(file).size, 0);

async function pages(list, work) {
  for (let from = 0; from < list.length; from += PAGE) await work(list.slice(from, from + PAGE));
}

const events = Array.from({ length: count }, (_, i) =>
  encodeInteraction({
    tenantId: TENANT,
    eventId: `till-${i % 50}/${i}`,
    userId: userIdOf((i * 7919) % 5000),
    itemId: String(1_000_000 + ((i * 31) % 20_000)),
    type: InteractionType.INTERACTION_TYPE_PURCHASE,
    time: new Date(1.7e12 + i * 50),
    sessionId: '',
    pageId: '',
    region: 'region 7',
    quantity: 1,
    value: 2.5,
  }),
);
const { items, vectors } = shop(count, width);

const inFiles = {
  async 'a user in SQLite, 20 events'(path) {
    const database = openDatabase(join(path, 'stars.db'));
    const profiles = sampleProfiles(100, 20, width);
    const all = Array.from({ length: count }, (_, i) => ({ userId: userIdOf(i), ...profiles[i % 100] }));
    await pages(all, (page) => new SqliteProfileStore(database).load(TENANT, page));
    database.close();
  },
  async 'an item in SQLite'(path) {
    const database = openDatabase(join(path, 'stars.db'));
    await pages(items, (page) => new SqliteItemCatalog(database).upsert(page));
    database.close();
  },
  async "an item's features in SQLite"(path) {
    const database = openDatabase(join(path, 'stars.db'));
    await pages(items.map(featuresOf), (page) => new SqliteItemCatalog(database).putFeatures(page));
    database.close();
  },
  async 'a vector in the embedded index, with its payload'(path) {
    const index = EmbeddedVectorIndex.open(join(path, 'vectors.db'));
    await index.createCollection(TENANT, 'bench', width);
    const records = items.map(({ itemId, brand, category, price, attributes, regions }, i) => ({
      itemId,
      vector: vectors[i],
      payload: { brand, category, price, attributes: attributes ?? {}, regions },
    }));
    await pages(records, (page) => index.upsert(TENANT, 'bench', page));
    await index.close();
  },
  async 'an event on the bus in SQLite'(path) {
    const stack = openEmbeddedStack(path);
    await pages(events, (page) => stack.bus.publish(TOPICS.interactions, page));
    await stack.close();
  },
};

/** Counts only the segments of the topic: indexes are allocated at their full size. */
async function bytesInKafka(path) {
  const server = await startKafka({ dir: path });
  try {
    const bus = await openKafkaEventBus({ brokers: [server.url], prefix: 'bytes' });
    // Twenty at a time, as from a gateway at a thousand a second.
    for (let from = 0; from < events.length; from += 20) {
      await bus.publish(TOPICS.interactions, events.slice(from, from + 20));
    }
    await bus.close();
  } finally {
    await server.stop();
  }
  return sizeOf(path, /interactions-\d+\/\d+\.log$/);
}

try {
  for (const [what, fill] of Object.entries(inFiles)) {
    const path = mkdtempSync(join(folder, 'store-'));
    await fill(path);
    console.log(`${what}: ${Math.round(sizeOf(path) / count)}`);
  }
  const path = mkdtempSync(join(folder, 'kafka-'));
  console.log(`an event in Kafka, twenty a send: ${Math.round((await bytesInKafka(path)) / count)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
