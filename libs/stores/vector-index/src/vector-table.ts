import { StarsError } from '@stars/errors';
import { type Database, migrate } from '@stars/sqlite';
import { checkVector } from './check-input.js';
import type { VectorPayload, VectorRecord } from './port.js';

/**
 * A row's `sequence` is the number of the write that changed it last, so "what is new" is one index range for
 * any reader. A deleted item stays as a row without vector, for readers that still hold it.
 */
const MIGRATIONS = [
  `CREATE TABLE vector_collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    model_version TEXT NOT NULL,
    width INTEGER NOT NULL,
    sequence INTEGER NOT NULL DEFAULT 0,
    UNIQUE (tenant, model_version)
  );
  CREATE TABLE vectors (
    collection_id INTEGER NOT NULL REFERENCES vector_collections (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    vector BLOB,
    payload TEXT,
    UNIQUE (collection_id, item_id)
  );
  CREATE INDEX vectors_by_sequence ON vectors (collection_id, sequence, item_id);`,
];

export interface CollectionRow {
  /** Never used again, also after a collection of the same name was dropped. */
  id: number;
  width: number;
  /** Number of the last write. */
  sequence: number;
}

export interface VectorChange {
  itemId: string;
  /** Absent: the item is gone. */
  current?: { vector: Float32Array; payload: VectorPayload };
}

/** How far a reader has read; `itemId` null: all of that sequence. */
export interface ChangeCursor {
  sequence: number;
  itemId: string | null;
}

interface StoredRow {
  item_id: string;
  sequence: number;
  vector: Uint8Array | null;
  payload: string | null;
}

/** Vectors as rows of SQLite, with a change sequence for each collection. Every write is one transaction. */
export class VectorTable {
  constructor(private readonly db: Database) {
    migrate(db, 'vector-index', MIGRATIONS);
  }

  find(tenant: string, modelVersion: string): CollectionRow | undefined {
    return this.db
      .prepare('SELECT id, width, sequence FROM vector_collections WHERE tenant = ? AND model_version = ?')
      .get<CollectionRow>(tenant, modelVersion);
  }

  require(tenant: string, modelVersion: string): CollectionRow {
    const row = this.find(tenant, modelVersion);
    if (row === undefined) {
      throw new StarsError('STARS_NOT_FOUND', `no vectors of model version "${modelVersion}" for tenant "${tenant}"`);
    }
    return row;
  }

  create(tenant: string, modelVersion: string, width: number): Promise<void> {
    return this.db.write(() => {
      this.db
        .prepare(
          'INSERT INTO vector_collections (tenant, model_version, width) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        )
        .run(tenant, modelVersion, width);
      const stored = this.require(tenant, modelVersion).width;
      if (stored === width) return;
      const message = `the collection of model version "${modelVersion}" has width ${stored}, not ${width}`;
      throw new StarsError('STARS_INVALID_FIELD', message, { field: 'width' });
    });
  }

  async drop(tenant: string, modelVersion: string): Promise<void> {
    await this.db.write(() =>
      this.db
        .prepare('DELETE FROM vector_collections WHERE tenant = ? AND model_version = ?')
        .run(tenant, modelVersion),
    );
  }

  list(tenant: string): string[] {
    return this.db
      .prepare('SELECT model_version FROM vector_collections WHERE tenant = ? ORDER BY model_version')
      .all<{ model_version: string }>(tenant)
      .map((row) => row.model_version);
  }

  count(collectionId: number): number {
    const row = this.db
      .prepare('SELECT count(*) AS n FROM vectors WHERE collection_id = ? AND vector IS NOT NULL')
      .get<{ n: number }>(collectionId);
    return row?.n ?? 0;
  }

  /** Rows that are stored already as they are change nothing. */
  upsert(tenant: string, modelVersion: string, records: readonly VectorRecord[]): Promise<void> {
    const statement = this.db.prepare(
      `INSERT INTO vectors (collection_id, item_id, sequence, vector, payload) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (collection_id, item_id) DO UPDATE
       SET sequence = excluded.sequence, vector = excluded.vector, payload = excluded.payload
       WHERE vector IS NOT excluded.vector OR payload IS NOT excluded.payload`,
    );
    return this.#write(tenant, modelVersion, ({ id, width }, sequence) => {
      let changed = 0;
      records.forEach(({ itemId, vector, payload }, index) => {
        checkVector(vector, width, `records[${index}].vector`);
        const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
        changed += statement.run(id, itemId, sequence, bytes, JSON.stringify(payload));
      });
      return changed;
    });
  }

  setPayload(
    tenant: string,
    modelVersion: string,
    updates: readonly { itemId: string; payload: VectorPayload }[],
  ): Promise<void> {
    const statement = this.db.prepare(
      `UPDATE vectors SET sequence = ?, payload = ?
       WHERE collection_id = ? AND item_id = ? AND vector IS NOT NULL AND payload IS NOT ?`,
    );
    return this.#write(tenant, modelVersion, ({ id }, sequence) => {
      let changed = 0;
      for (const { itemId, payload } of updates) {
        const text = JSON.stringify(payload);
        changed += statement.run(sequence, text, id, itemId, text);
      }
      return changed;
    });
  }

  delete(tenant: string, modelVersion: string, itemIds: readonly string[]): Promise<void> {
    const statement = this.db.prepare(
      `UPDATE vectors SET sequence = ?, vector = NULL, payload = NULL
       WHERE collection_id = ? AND item_id = ? AND vector IS NOT NULL`,
    );
    return this.#write(tenant, modelVersion, ({ id }, sequence) => {
      let changed = 0;
      for (const itemId of itemIds) changed += statement.run(sequence, id, itemId);
      return changed;
    });
  }

  /**
   * At most `limit` items changed after the cursor, in the order of their last change, and where to go on.
   * `done`: everything written by now was read. Undefined: the collection was dropped.
   */
  changes(
    collectionId: number,
    cursor: ChangeCursor,
    limit: number,
  ): { changes: VectorChange[]; cursor: ChangeCursor; done: boolean } | undefined {
    return this.db.snapshot(() => {
      const collection = this.db
        .prepare('SELECT id, width, sequence FROM vector_collections WHERE id = ?')
        .get<CollectionRow>(collectionId);
      if (collection === undefined) return undefined;
      const rows = this.db
        .prepare(
          `SELECT item_id, sequence, vector, payload FROM vectors
           WHERE collection_id = ? AND (sequence, item_id) > (?, ?) ORDER BY sequence, item_id LIMIT ?`,
        )
        .all<StoredRow>(collectionId, cursor.sequence, cursor.itemId, limit);
      const last = rows.at(-1);
      const done = rows.length < limit || last === undefined;
      return {
        changes: rows.map((row) => changeOf(row, collection.width)),
        cursor: done
          ? { sequence: collection.sequence, itemId: null }
          : { sequence: last.sequence, itemId: last.item_id },
        done,
      };
    });
  }

  /** Frees the pages of the file that SQLite keeps: who has read a whole collection hardly needs them again. */
  releasePages(): void {
    this.db.exec('PRAGMA shrink_memory');
  }

  #write(
    tenant: string,
    modelVersion: string,
    work: (collection: CollectionRow, sequence: number) => number,
  ): Promise<void> {
    return this.db.write(() => {
      const collection = this.require(tenant, modelVersion);
      const sequence = collection.sequence + 1;
      if (work(collection, sequence) === 0) return;
      this.db.prepare('UPDATE vector_collections SET sequence = ? WHERE id = ?').run(sequence, collection.id);
    });
  }
}

function changeOf(row: StoredRow, width: number): VectorChange {
  if (row.vector === null || row.payload === null) return { itemId: row.item_id };
  if (row.vector.byteLength !== width * Float32Array.BYTES_PER_ELEMENT) {
    throw new StarsError('STARS_UNREADABLE_FILE', `the stored vector of item "${row.item_id}" has another width`);
  }
  // A copy: the bytes that SQLite hands out need not be aligned for floats.
  const vector = new Float32Array(width);
  new Uint8Array(vector.buffer).set(row.vector);
  return { itemId: row.item_id, current: { vector, payload: JSON.parse(row.payload) as VectorPayload } };
}
