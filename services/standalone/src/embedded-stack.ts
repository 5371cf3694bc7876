import { join } from 'node:path';
import { SqliteEventBus } from '@stars/event-bus';
import { SqliteItemCatalog } from '@stars/item-catalog';
import { SqliteProfileStore } from '@stars/profile-store';
import { openDatabase } from '@stars/sqlite';
import { EmbeddedVectorIndex } from '@stars/vector-index';
import type { Stack } from './stack.js';

/** The one file that log, profiles, catalogue and vectors live in. */
export const databasePath = (dataDir: string): string => join(dataDir, 'stars.db');

/** The stack of one machine: everything durable in one SQLite file, which other processes may have open too. */
export function openEmbeddedStack(dataDir: string): Stack {
  const path = databasePath(dataDir);
  const database = openDatabase(path);
  const bus = new SqliteEventBus(database);
  const profiles = new SqliteProfileStore(database);
  const catalog = new SqliteItemCatalog(database);
  const vectors = EmbeddedVectorIndex.open(path);
  const close = async (): Promise<void> => {
    await bus.close();
    await vectors.close();
    await profiles.close();
    await catalog.close();
    database.close();
  };
  return { bus, profiles, catalog, vectors, close };
}
