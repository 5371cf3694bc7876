import { type Database, migrate, openDatabase } from '@stars/sqlite';
import type { ReadTags } from './tag-answer.js';

const SCHEMA = [
  `CREATE TABLE text_embedding (
     id INTEGER PRIMARY KEY, model TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT NULL, UNIQUE (model, hash)
   );
   CREATE TABLE text_tags (
     id INTEGER PRIMARY KEY, tagger TEXT NOT NULL, vocabulary TEXT NOT NULL, hash TEXT NOT NULL,
     tags TEXT NOT NULL, rejected TEXT NOT NULL, UNIQUE (hash, tagger, vocabulary)
   );`,
];

export interface TextCacheOptions {
  /** Entries of each kind; the oldest go first (default 1,000,000: 1.6 GB of 384 dimensions). */
  maxEntries?: number;
}

/**
 * What models said about texts, by the texts' hashes: in a file of its own (`DATA/cache/text.db`), which may be deleted
 * at any time at the price of the work in it. Errors: those of libs/sqlite.
 */
export class TextCache {
  readonly #db: Database;
  readonly #maxEntries: number;

  private constructor(db: Database, maxEntries: number) {
    this.#db = db;
    this.#maxEntries = maxEntries;
  }

  static open(path: string, options: TextCacheOptions = {}): TextCache {
    const db = openDatabase(path);
    migrate(db, 'text-cache', SCHEMA);
    return new TextCache(db, options.maxEntries ?? 1_000_000);
  }

  /** Vectors that are there, by hash. */
  getEmbeddings(model: string, hashes: readonly string[]): Map<string, Float32Array> {
    const select = this.#db.prepare('SELECT vector FROM text_embedding WHERE model = ? AND hash = ?');
    return this.#lookUp(hashes, (hash) => {
      const row = select.get<{ vector: Uint8Array }>(model, hash);
      // A copy: a view on SQLite's buffer need not be aligned to four bytes.
      return row && new Float32Array(Uint8Array.from(row.vector).buffer);
    });
  }

  putEmbeddings(model: string, vectors: ReadonlyMap<string, Float32Array>): void {
    this.#put('text_embedding', () => {
      const insert = this.#db.prepare('INSERT OR IGNORE INTO text_embedding (model, hash, vector) VALUES (?, ?, ?)');
      for (const [hash, v] of vectors) insert.run(model, hash, new Uint8Array(v.buffer, v.byteOffset, v.byteLength));
    });
  }

  getTags(tagger: string, vocabulary: string, hashes: readonly string[]): Map<string, ReadTags> {
    const select = this.#db.prepare(
      'SELECT tags, rejected FROM text_tags WHERE hash = ? AND tagger = ? AND vocabulary = ?',
    );
    return this.#lookUp(hashes, (hash) => {
      const row = select.get<{ tags: string; rejected: string }>(hash, tagger, vocabulary);
      return row && { tags: JSON.parse(row.tags) as string[], rejected: JSON.parse(row.rejected) as string[] };
    });
  }

  putTags(tagger: string, vocabulary: string, tags: ReadonlyMap<string, ReadTags>): void {
    this.#put('text_tags', () => {
      const insert = this.#db.prepare(
        'INSERT OR IGNORE INTO text_tags (tagger, vocabulary, hash, tags, rejected) VALUES (?, ?, ?, ?, ?)',
      );
      for (const [hash, read] of tags) {
        insert.run(tagger, vocabulary, hash, JSON.stringify(read.tags), JSON.stringify(read.rejected));
      }
    });
  }

  close(): void {
    this.#db.close();
  }

  #lookUp<T>(hashes: readonly string[], get: (hash: string) => T | undefined): Map<string, T> {
    return this.#db.snapshot(() => {
      const found = new Map<string, T>();
      for (const hash of hashes) {
        const value = get(hash);
        if (value !== undefined) found.set(hash, value);
      }
      return found;
    });
  }

  #put(table: 'text_embedding' | 'text_tags', insert: () => void): void {
    this.#db.transaction(() => {
      insert();
      // Ids ascend, so the newest `maxEntries` are at most this far from the last.
      this.#db.prepare(`DELETE FROM ${table} WHERE id <= (SELECT max(id) FROM ${table}) - ?`).run(this.#maxEntries);
    });
  }
}
