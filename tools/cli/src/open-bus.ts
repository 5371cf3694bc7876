import { type EventBus, SqliteEventBus } from '@stars/event-bus';
import { openDatabase } from '@stars/sqlite';
import type { DataFolder } from './data-folder.js';

/** Runs work on the data folder's event bus, which is closed afterwards, come what may. */
export async function withBus<T>(folder: DataFolder, work: (bus: EventBus) => Promise<T>): Promise<T> {
  const database = openDatabase(folder.database);
  try {
    const bus = new SqliteEventBus(database);
    try {
      return await work(bus);
    } finally {
      await bus.close();
    }
  } finally {
    database.close();
  }
}
