import { renameSync, rmSync } from 'node:fs';
import { type Database, damageOf, migrate, openDatabase } from '@stars/sqlite';
import { NOTHING_SPENT, type Spending, type SpendingLedger } from './endpoint-budget.js';
import type { ReadTags } from './port.js';

const SCHEMA = [
  `CREATE TABLE text_embedding (
     id INTEGER PRIMARY KEY, model TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT NULL, UNIQUE (model, hash)
   );
   CREATE TABLE text_tags (
     id INTEGER PRIMARY KEY, tagger TEXT NOT NULL, vocabulary TEXT NOT NULL, hash TEXT NOT NULL,
     tags TEXT NOT NULL, rejected TEXT NOT NULL, UNIQUE (hash, tagger, vocabulary)
   );`,
  `CREATE TABLE endpoint_spending (
     period TEXT PRIMARY KEY, requests INTEGER NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL
   ) WITHOUT ROWID;`,
];

export interface TextCacheOptions {
  /** Entries of each kind; the oldest go first (default 1,000,000: 1.6 GB of 384 dimensions). */
  maxEntries?: number;
  onWarning?: (message: string) => void;
}

function opened(path: string): Database {
  const db = openDatabase(path);
  try {
    migrate(db, 'text-cache', SCHEMA);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * The models' results for texts, by the texts' hashes, in a file of its own (`DATA/cache/text.db`). You may delete it at any
 * time; its results must then be computed again. Errors: those of libs/foundation/sqlite.
 */
export class TextCache implements SpendingLedger {
  private constructor(
    private readonly db: Database,
    private readonly maxEntries: number,
  ) {}

  /** A damaged file is put aside, for what it knew of spending, and the cache begins anew. @param onWarning Hears of it */
  static open(path: string, { maxEntries = 1_000_000, onWarning = () => undefined }: TextCacheOptions = {}): TextCache {
    try {
      return new TextCache(opened(path), maxEntries);
    } catch (error) {
      const damage = damageOf(path);
      if (damage === undefined) throw error;
      const aside = `${path}.damaged-${Date.now()}`;
      onWarning(`${damage}; it is now ${aside}, and texts are computed again`);
      for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true });
      renameSync(path, aside);
      return new TextCache(opened(path), maxEntries);
    }
  }

  /** Stored vectors, by hash. */
  getEmbeddings(model: string, hashes: readonly string[]): Map<string, Float32Array> {
    const select = this.db.prepare('SELECT vector FROM text_embedding WHERE model = ? AND hash = ?');
    return this.#lookUp(hashes, (hash) => {
      const row = select.get<{ vector: Uint8Array }>(model, hash);
      // A copy: a view on SQLite's buffer need not be aligned to four bytes.
      return row && new Float32Array(Uint8Array.from(row.vector).buffer);
    });
  }

  putEmbeddings(model: string, vectors: ReadonlyMap<string, Float32Array>): void {
    this.#put('text_embedding', () => {
      const insert = this.db.prepare('INSERT OR IGNORE INTO text_embedding (model, hash, vector) VALUES (?, ?, ?)');
      for (const [hash, v] of vectors) insert.run(model, hash, new Uint8Array(v.buffer, v.byteOffset, v.byteLength));
    });
  }

  getTags(tagger: string, vocabulary: string, hashes: readonly string[]): Map<string, ReadTags> {
    const select = this.db.prepare(
      'SELECT tags, rejected FROM text_tags WHERE hash = ? AND tagger = ? AND vocabulary = ?',
    );
    return this.#lookUp(hashes, (hash) => {
      const row = select.get<{ tags: string; rejected: string }>(hash, tagger, vocabulary);
      return row && { tags: JSON.parse(row.tags) as string[], rejected: JSON.parse(row.rejected) as string[] };
    });
  }

  putTags(tagger: string, vocabulary: string, tags: ReadonlyMap<string, ReadTags>): void {
    this.#put('text_tags', () => {
      const insert = this.db.prepare(
        'INSERT OR IGNORE INTO text_tags (tagger, vocabulary, hash, tags, rejected) VALUES (?, ?, ?, ?, ?)',
      );
      for (const [hash, read] of tags) {
        insert.run(tagger, vocabulary, hash, JSON.stringify(read.tags), JSON.stringify(read.rejected));
      }
    });
  }

  getSpending(period: string): Spending {
    const row = this.db
      .prepare('SELECT requests, input_tokens, output_tokens FROM endpoint_spending WHERE period = ?')
      .get<{ requests: number; input_tokens: number; output_tokens: number }>(period);
    if (row === undefined) return NOTHING_SPENT;
    return { requests: row.requests, inputTokens: row.input_tokens, outputTokens: row.output_tokens };
  }

  addSpending(period: string, { requests, inputTokens, outputTokens }: Spending): Spending {
    this.db
      .prepare(`INSERT INTO endpoint_spending VALUES (?, ?, ?, ?) ON CONFLICT (period) DO UPDATE SET
        requests = requests + excluded.requests, input_tokens = input_tokens + excluded.input_tokens,
        output_tokens = output_tokens + excluded.output_tokens`)
      .run(period, requests, inputTokens, outputTokens);
    return this.getSpending(period);
  }

  /** Rejected answers by number of texts, the most frequent first. */
  rejectedTags(vocabulary: string, limit: number): { value: string; texts: number; taggers: string[] }[] {
    return this.db
      .prepare(`SELECT value, count(DISTINCT hash) AS texts, json_group_array(DISTINCT tagger) AS taggers
        FROM text_tags, json_each(text_tags.rejected) WHERE vocabulary = ?
        GROUP BY value ORDER BY texts DESC, value LIMIT ?`)
      .all<{ value: string; texts: number; taggers: string }>(vocabulary, limit)
      .map(({ value, texts, taggers }) => ({ value, texts, taggers: JSON.parse(taggers) as string[] }));
  }

  close(): void {
    this.db.close();
  }

  #lookUp<T>(hashes: readonly string[], get: (hash: string) => T | undefined): Map<string, T> {
    return this.db.snapshot(() => {
      const found = new Map<string, T>();
      for (const hash of hashes) {
        const value = get(hash);
        if (value !== undefined) found.set(hash, value);
      }
      return found;
    });
  }

  #put(table: 'text_embedding' | 'text_tags', insert: () => void): void {
    this.db.transaction(() => {
      insert();
      // Ids ascend, so the newest `maxEntries` are at most this far from the last.
      this.db.prepare(`DELETE FROM ${table} WHERE id <= (SELECT max(id) FROM ${table}) - ?`).run(this.maxEntries);
    });
  }
}
