import type { Database } from '@stars/sqlite';
import { queryWords } from './item-words.js';
import type { SearchText } from './port.js';

/** FTS5 has one index for all tenants: a word in a column of its own says whose an item is. */
const ownerOf = (tenant: string): string => `t${Buffer.from(tenant).toString('hex')}`;

const anyOf = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(' OR ');

/** The words of items in the full-text index of SQLite, which keeps no copy of the texts. The caller has the transaction. */
export class SqliteItemWords {
  constructor(private readonly db: Database) {}

  has(tenant: string, itemId: string): boolean {
    return this.#idOf(tenant, itemId) !== undefined;
  }

  put(tenant: string, itemId: string, words: string): void {
    this.db.prepare('INSERT OR IGNORE INTO catalog_word_item (tenant, item_id) VALUES (?, ?)').run(tenant, itemId);
    this.db
      .prepare('INSERT OR REPLACE INTO catalog_words (rowid, owner, words) VALUES (?, ?, ?)')
      .run(this.#idOf(tenant, itemId)!, ownerOf(tenant), words);
  }

  delete(tenant: string, itemId: string): void {
    const id = this.#idOf(tenant, itemId);
    if (id === undefined) return;
    this.db.prepare('DELETE FROM catalog_words WHERE rowid = ?').run(id);
    this.db.prepare('DELETE FROM catalog_word_item WHERE id = ?').run(id);
  }

  /** Rows of items that have a word of the query, best first: of the intent's words each counts half as much. */
  find<Row extends object>(
    tenant: string,
    { query, intent = '' }: SearchText,
    { offset, limit }: { offset: number; limit: number },
  ): Row[] {
    const [words, wishes] = [queryWords(query), queryWords(intent)];
    if (words.length === 0) return [];
    // A word that stands twice counts twice, and only the first group decides what is found.
    const groups = wishes.length > 0 ? [words, [...words, ...wishes]] : [words];
    const found = [`owner : ${ownerOf(tenant)}`, ...groups.map((group) => `words : (${anyOf(group)})`)].join(' AND ');
    return (
      this.db
        // CROSS JOIN keeps the order of the tables, and with it that of the ranking.
        .prepare(`SELECT i.item_id, i.version, i.fields FROM (
            SELECT rowid AS id FROM catalog_words WHERE catalog_words MATCH ?
            ORDER BY bm25(catalog_words, 0, 1), rowid LIMIT ? OFFSET ?) found
          CROSS JOIN catalog_word_item n ON n.id = found.id
          CROSS JOIN catalog_item i ON i.tenant = n.tenant AND i.item_id = n.item_id`)
        .all<Row>(found, limit, offset)
    );
  }

  /** Numbers of items that have a word of the query, in their order. */
  numbers(tenant: string, query: string, after: number, limit: number): number[] {
    const words = queryWords(query);
    if (words.length === 0) return [];
    return this.db
      .prepare('SELECT rowid AS id FROM catalog_words WHERE catalog_words MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?')
      .all<{ id: number }>(`owner : ${ownerOf(tenant)} AND words : (${anyOf(words)})`, after, limit)
      .map(({ id }) => id);
  }

  #idOf(tenant: string, itemId: string): number | undefined {
    return this.db
      .prepare('SELECT id FROM catalog_word_item WHERE tenant = ? AND item_id = ?')
      .get<{ id: number }>(tenant, itemId)?.id;
  }
}
