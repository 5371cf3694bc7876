// The two stacks that are measured: one file, or Kafka and Redis with catalogue and vectors in files.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openKafkaEventBus } from '@stars/event-bus';
import { SqliteItemCatalog } from '@stars/item-catalog';
import { openRedisProfileStore } from '@stars/profile-store';
import { openDatabase } from '@stars/sqlite';
import { databasePath, openEmbeddedStack } from '@stars/stack';
import { EmbeddedVectorIndex } from '@stars/vector-index';
import { startServers } from '../places.mjs';

/** Starts what the stack needs. `place` is all that another process needs to open it. */
export async function openPlace(kind, folder) {
  if (kind === 'embedded') return { place: { kind, folder }, stop: async () => undefined };
  const { urls, stop } = await startServers('kafka', 'redis');
  return { place: { kind, folder, ...urls, prefix: `bench-${randomUUID().slice(0, 8)}` }, stop };
}

/** Opens the four ports. */
export async function openStack({ kind, folder, kafka, redis, prefix }) {
  if (kind === 'embedded') return openEmbeddedStack(folder);
  const bus = await openKafkaEventBus({ brokers: kafka.split(','), prefix });
  const profiles = await openRedisProfileStore({ url: redis, prefix });
  const database = openDatabase(databasePath(folder));
  const vectors = EmbeddedVectorIndex.open(join(folder, 'vectors.db'));
  const close = async () => {
    for (const port of [bus, profiles, vectors]) await port.close();
    database.close();
  };
  return { bus, profiles, catalog: new SqliteItemCatalog(database), vectors, close };
}
