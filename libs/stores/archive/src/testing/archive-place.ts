import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeInteraction, type Interaction, InteractionType, TOPICS } from '@stars/contracts';
import { DuckDb, type PlainValue, sqlText } from '@stars/duckdb';
import { SqliteEventBus } from '@stars/event-bus';
import { FolderObjectStore, type ObjectStore } from '@stars/object-store';
import { type Database, openDatabase } from '@stars/sqlite';
import { Archive, type ArchiveOptions } from '../archive.js';
import { ArchiveLog } from '../archive-log.js';
import type { ArchiveFile } from '../archive-state.js';

export const KEY = 'a key of a test, which is long';
export const DAY_MS = 86_400_000;
export const NOON = Date.UTC(2026, 2, 10, 12);

/** A bus in a file, and an archive in a folder beside it. */
export class ArchivePlace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'stars-archive-test-'));
  readonly root = join(this.folder, 'archive');
  readonly store: ObjectStore = new FolderObjectStore(this.root);
  readonly db: Database = openDatabase(join(this.folder, 'stars.db'));
  readonly bus = new SqliteEventBus(this.db);
  now = NOON;

  open(options: Partial<ArchiveOptions> = {}): Archive {
    return new Archive({ bus: this.bus, store: this.store, key: KEY, now: () => this.now, ...options });
  }

  /** The event ids of interactions in files of any store. */
  async idsIn(store: ObjectStore, files: readonly ArchiveFile[]): Promise<string[]> {
    await using db = await DuckDb.open();
    const ids: string[] = [];
    for (const { key, kind, sha256 } of files) {
      if (kind !== 'interaction') continue;
      const path = join(this.folder, 'copy.parquet');
      await store.getFile(key, path, { sha256 });
      ids.push(
        ...(await db.rows(`SELECT event_id FROM read_parquet(${sqlText(path)})`)).map((row) => String(row['event_id'])),
      );
    }
    return ids;
  }

  [Symbol.dispose](): void {
    this.db.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}

export const interaction = (n: number, some: Partial<Interaction> = {}): Interaction =>
  ({
    tenantId: 'default',
    eventId: `e-${n}`,
    userId: `user-${n % 7}`,
    itemId: `item-${n % 11}`,
    type: InteractionType.INTERACTION_TYPE_PURCHASE,
    time: new Date(NOON - n * 1000),
    sessionId: '',
    pageId: '',
    region: '',
    quantity: 0,
    value: undefined,
    recommendationId: '',
    kind: '',
    category: '',
    brand: '',
    query: '',
    ...some,
  }) as Interaction;

export const encode = (event: Interaction) => encodeInteraction(event);

/** Rows of a kind as the archive's own list of files has them, in the order of their events. */
export async function rowsOf(
  store: ObjectStore,
  root: string,
  kind = 'interaction',
): Promise<Record<string, PlainValue>[]> {
  const { files } = await new ArchiveLog(store).refresh();
  const paths = files.filter((file) => file.kind === kind).map(({ key }) => join(root, key));
  if (paths.length === 0) return [];
  await using db = await DuckDb.open();
  return await db.rows(`SELECT * FROM read_parquet([${paths.map(sqlText).join()}], hive_partitioning = true)
    ORDER BY bus_partition, bus_offset`);
}

export const send = (place: ArchivePlace, from: number, n: number) =>
  place.bus.publish(
    TOPICS.interactions,
    Array.from({ length: n }, (_, i) => encode(interaction(from + i))),
  );

export const idsOf = async ({ store, root }: ArchivePlace): Promise<string[]> =>
  (await rowsOf(store, root)).map(({ event_id: id }) => String(id));
export const idsFrom = (from: number, n: number): string[] => Array.from({ length: n }, (_, i) => `e-${from + i}`);
