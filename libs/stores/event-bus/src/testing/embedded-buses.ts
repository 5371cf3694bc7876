import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '@stars/sqlite';
import { SqliteEventBus, type SqliteEventBusOptions } from '../embedded.js';
import type { EventBus } from '../port.js';

export const QUICK: SqliteEventBusOptions = { pollMs: 20, backOff: { firstMs: 5, mostMs: 20 } };

/** Buses over one file in a folder of its own, each with a handle of its own: what processes apart would have. */
export class EmbeddedBuses {
  readonly #folder = mkdtempSync(join(tmpdir(), 'stars-bus-'));
  readonly #buses: EventBus[] = [];

  open(options: SqliteEventBusOptions = QUICK): { bus: EventBus; db: Database } {
    const db = openDatabase(join(this.#folder, 'stars.db'));
    const bus = new SqliteEventBus(db, options);
    const close = bus.close.bind(bus);
    let closing: Promise<void> | undefined;
    bus.close = () => {
      closing ??= close().finally(() => db.close());
      return closing;
    };
    this.#buses.push(bus);
    return { bus, db };
  }

  async close(): Promise<void> {
    await Promise.all(this.#buses.map((bus) => bus.close()));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
