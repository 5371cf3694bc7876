import { join } from 'node:path';
import { SqliteEventBus } from '@stars/event-bus';
import { SqliteItemCatalog } from '@stars/item-catalog';
import type { Logger } from '@stars/platform';
import { endInactive, SqliteProfileStore } from '@stars/profile-store';
import { type Database, openDatabase } from '@stars/sqlite';
import { EmbeddedVectorIndex } from '@stars/vector-index';
import { DAY_MS, daily } from './daily.js';
import { ALL_PORTS, type OpenPorts, type OpenStackOptions, type PortName, type Ports, type Stack } from './stack.js';

/** The file with log, profiles, catalogue and vectors. */
export const databasePath = (dataDir: string): string => join(dataDir, 'stars.db');

const ADAPTERS: { [N in PortName]: (database: Database, options: OpenStackOptions) => Ports[N] } = {
  bus: (database, { answersRequests = false, turnMs, metrics }) =>
    new SqliteEventBus(database, {
      publishesApart: answersRequests,
      ...(turnMs !== undefined && { turnMs }),
      ...(metrics && { metrics }),
    }),
  profiles: (database) => new SqliteProfileStore(database),
  catalog: (database) => new SqliteItemCatalog(database),
  vectors: (database) => EmbeddedVectorIndex.open(database.path),
};

/** The stack of one machine: everything durable in one SQLite file, which other processes may have open too. */
export function openEmbeddedStack(dataDir: string, options: OpenStackOptions = {}): Stack {
  return openEmbeddedPorts(dataDir, ALL_PORTS, options);
}

/** Once a day, ends profiles of users without an event for so many days; 0: none. Returns what ends that. */
export function endInactiveDaily(dataDir: string, days: number, logger: Logger): () => Promise<void> {
  if (days === 0) return async () => undefined;
  const look = async (): Promise<void> => {
    const database = openDatabase(databasePath(dataDir));
    try {
      const users = await endInactive(database, Date.now() - days * DAY_MS);
      if (users > 0) logger.info({ users, days }, 'profiles of users without events for so long were deleted');
    } catch (err) {
      logger.warn({ err }, 'profiles of inactive users are still there; it is tried again tomorrow');
    } finally {
      database.close();
    }
  };
  return daily(look);
}

/** Some of its ports. Errors: those of `openDatabase`. */
export function openEmbeddedPorts<N extends PortName>(
  dataDir: string,
  names: readonly N[],
  options: OpenStackOptions = {},
): OpenPorts<N> {
  const { cacheMiB } = options;
  const database = openDatabase(databasePath(dataDir), { ...(cacheMiB !== undefined && { cacheMiB }) });
  try {
    const ports = Object.fromEntries(names.map((name) => [name, ADAPTERS[name](database, options)])) as Pick<Ports, N>;
    const close = async (): Promise<void> => {
      for (const name of ALL_PORTS) await (ports as Partial<Ports>)[name]?.close();
      database.close();
    };
    return { ...ports, close };
  } catch (error) {
    database.close();
    throw error;
  }
}
