import type { Database } from '@stars/sqlite';
import { IdIndex } from './id-index.js';
import { idHash, runOf } from './id-run.js';
import type { BusMessage, OutgoingMessage, PublishResult } from './port.js';
import { keyTable, logTable } from './schema.js';
import type { Topic, TopicRegistry } from './topic-registry.js';

interface LogRow {
  message_offset: number;
  key: string;
  id: string;
  headers: string | null;
  value: Uint8Array;
}

export interface FetchedBatch {
  messages: BusMessage[];
  /** The offset after the read range, where the next batch begins. */
  next: number;
}

/** Limit of all values of one batch together, for any number of messages. */
const MAX_BATCH_BYTES = 32 * 1024 * 1024;
/** Longer ranges of a topic that is not compacted are not counted. */
const EXACT_BELOW = 100_000;
/** Ranges of a compacted topic that are counted by its messages. */
const FEW = 1000;
/** Ids of a key that a compacted topic remembers. */
const RECENT_IDS = 16;

/** The messages of all topics. Appends must happen within a transaction, and topics exist before it. */
export class MessageLog {
  readonly #ids: IdIndex;

  constructor(
    private readonly db: Database,
    private readonly topics: TopicRegistry,
  ) {
    this.#ids = new IdIndex(db);
  }

  append(topic: Topic, messages: readonly OutgoingMessage[]): PublishResult {
    const first = this.topics.nextOffset(topic);
    const next = topic.compacted
      ? this.#appendCompacted(topic, messages, first)
      : this.#appendAll(topic, messages, first);
    if (next > first) this.topics.setNextOffset(topic, next);
    return { appended: next - first, duplicates: messages.length - (next - first) };
  }

  /** At most `limit` messages from `from` on, below `until`. */
  fetch(topic: Topic, from: number, until: number, limit: number): FetchedBatch {
    const messages: BusMessage[] = [];
    let bytes = 0;
    const rows = this.db
      .prepare(`SELECT message_offset, key, id, headers, value FROM ${logTable(topic.id)}
        WHERE message_offset >= ? AND message_offset < ? ORDER BY message_offset LIMIT ?`)
      .iterate<LogRow>(from, until, limit);
    for (const row of rows) {
      bytes += row.value.byteLength;
      if (bytes > MAX_BATCH_BYTES && messages.length > 0) {
        return { messages, next: messages.at(-1)!.offset + 1 };
      }
      messages.push({
        topic: topic.name,
        partition: 0,
        offset: row.message_offset,
        key: row.key,
        id: row.id,
        headers: row.headers === null ? {} : (JSON.parse(row.headers) as Record<string, string>),
        value: row.value,
      });
    }
    // Fewer than asked for: nothing else is there below `until`, gaps included.
    return { messages, next: messages.length < limit ? Math.max(from, until) : messages.at(-1)!.offset + 1 };
  }

  /** The number of messages in [from, until): exact if the range is short or the topic compacted, else an upper bound. */
  count(topic: Topic, from: number, until: number): number {
    if (!topic.compacted && until - from > EXACT_BELOW) return until - from;
    // A compacted topic has one message a key, and a row of its keys is a fraction of a message.
    const table = topic.compacted && until - from > FEW ? keyTable(topic.id) : logTable(topic.id);
    const row = this.db
      .prepare(`SELECT count(*) AS n FROM ${table} WHERE message_offset >= ? AND message_offset < ?`)
      .get<{ n: number }>(from, until);
    return row?.n ?? 0;
  }

  /** Offsets of a key's messages in [from, until). */
  offsetsOfKey(topic: Topic, key: string, from: number, until: number): number[] {
    return this.db
      .prepare(`SELECT message_offset FROM ${logTable(topic.id)}
        WHERE message_offset >= ? AND message_offset < ? AND key = ?`)
      .all<{ message_offset: number }>(from, until, key)
      .map((row) => row.message_offset);
  }

  /** How many there were. @param key Of all of them, in a compacted topic */
  remove(topic: Topic, offsets: readonly number[], key?: string): number {
    const remove = this.db.prepare(`DELETE FROM ${logTable(topic.id)} WHERE message_offset = ?`);
    let removed = 0;
    for (const offset of offsets) removed += remove.run(offset);
    if (!topic.compacted || key === undefined || offsets.length === 0) return removed;
    // A newer message keeps its row.
    this.db
      .prepare(`DELETE FROM ${keyTable(topic.id)} WHERE key = ? AND message_offset <= ?`)
      .run(key, Math.max(...offsets));
    return removed;
  }

  removeBelow(topic: Topic, offset: number): void {
    this.db.prepare(`DELETE FROM ${logTable(topic.id)} WHERE message_offset < ?`).run(offset);
  }

  #appendAll(topic: Topic, messages: readonly OutgoingMessage[], first: number): number {
    const hashes = messages.map(({ id }) => idHash(id));
    const known = this.#knownIds(topic, messages, hashes);
    const insert = this.#inserting(topic);
    const added: number[] = [];
    const offsets: number[] = [];
    messages.forEach((message, i) => {
      if (known.has(message.id)) return;
      known.add(message.id);
      insert(first + added.length, message);
      offsets.push(first + added.length);
      added.push(hashes[i]!);
    });
    if (added.length > 0) this.#ids.add(topic.id, runOf(added, offsets));
    return first + added.length;
  }

  #knownIds(topic: Topic, messages: readonly OutgoingMessage[], hashes: readonly number[]): Set<string> {
    const known = new Set<string>();
    // Their places in the batch in place of offsets.
    const asked = runOf(hashes, [...hashes.keys()]);
    const idAt = this.db.prepare(`SELECT id FROM ${logTable(topic.id)} WHERE message_offset = ?`);
    this.#ids.search(topic.id, asked.hashes, (query, offset) => {
      const { id } = messages[asked.offsets[query]!]!;
      // An erased message frees its id.
      if (idAt.get<{ id: string }>(offset)?.id === id) known.add(id);
    });
    return known;
  }

  #inserting(topic: Topic): (offset: number, message: OutgoingMessage) => void {
    const insert = this.db.prepare(`INSERT INTO ${logTable(topic.id)} VALUES (?, ?, ?, ?, ?)`);
    return (offset, { key, id, headers = {}, value }) => {
      insert.run(offset, key, id, Object.keys(headers).length > 0 ? JSON.stringify(headers) : null, value);
    };
  }

  #appendCompacted(topic: Topic, messages: readonly OutgoingMessage[], first: number): number {
    const find = this.db.prepare(`SELECT message_offset, recent_ids FROM ${keyTable(topic.id)} WHERE key = ?`);
    const store = this.db.prepare(`INSERT INTO ${keyTable(topic.id)} VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET message_offset = excluded.message_offset, recent_ids = excluded.recent_ids`);
    const remove = this.db.prepare(`DELETE FROM ${logTable(topic.id)} WHERE message_offset = ?`);
    const insert = this.#inserting(topic);
    let next = first;
    for (const message of messages) {
      const last = find.get<{ message_offset: number; recent_ids: string }>(message.key);
      const recent = last === undefined ? [] : (JSON.parse(last.recent_ids) as string[]);
      if (recent.includes(message.id)) continue;
      if (last !== undefined) remove.run(last.message_offset);
      insert(next, message);
      store.run(message.key, next++, JSON.stringify([...recent, message.id].slice(-RECENT_IDS)));
    }
    return next;
  }
}
