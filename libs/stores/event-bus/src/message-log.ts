import type { Database, Statement } from '@stars/sqlite';
import { idHash } from './id-hash.js';
import { IdIndex } from './id-index.js';
import { sortOrder } from './id-run.js';
import type { BusMessage, PublishResult } from './port.js';
import { keyTable, logTable } from './schema.js';
import type { Topic, TopicRegistry } from './topic-registry.js';
import { decodeValue, type StoredValue } from './value-codec.js';

/** A message ready to be stored. */
export interface EncodedOutgoing {
  key: string;
  id: string;
  /** JSON, or null if there are none. */
  headers: string | null;
  value: StoredValue;
}

interface LogRow {
  message_offset: number;
  key: string;
  id: string;
  headers: string | null;
  codec: number;
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

  append(topic: Topic, messages: readonly EncodedOutgoing[]): PublishResult {
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
      .prepare(`SELECT message_offset, key, id, headers, codec, value FROM ${logTable(topic.id)}
        WHERE message_offset >= ? AND message_offset < ? ORDER BY message_offset LIMIT ?`)
      .iterate<LogRow>(from, until, limit);
    for (const row of rows) {
      const value = decodeValue(row.codec, row.value);
      bytes += value.byteLength;
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
        value,
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

  #appendAll(topic: Topic, messages: readonly EncodedOutgoing[], first: number): number {
    const hashes = Float64Array.from(messages, (message) => idHash(message.id));
    const order = sortOrder(hashes);
    const known = this.#knownIds(topic, messages, hashes, order);
    const insert = this.#insertStatement(topic);
    const offsets = new Float64Array(messages.length).fill(-1);
    let next = first;
    messages.forEach((message, i) => {
      if (known.has(message.id)) return;
      known.add(message.id);
      insert.run(next, message.key, message.id, message.headers, message.value.codec, message.value.bytes);
      offsets[i] = next++;
    });
    if (next > first) {
      const appended = order.filter((i) => offsets[i]! >= 0);
      this.#ids.add(topic.id, {
        hashes: Float64Array.from(appended, (i) => hashes[i]!),
        offsets: Uint32Array.from(appended, (i) => offsets[i]! - first),
        base: first,
      });
    }
    return next;
  }

  #knownIds(topic: Topic, messages: readonly EncodedOutgoing[], hashes: Float64Array, order: Uint32Array): Set<string> {
    const known = new Set<string>();
    const ascending = Float64Array.from(order, (i) => hashes[i]!);
    const idAt = this.db.prepare(`SELECT id FROM ${logTable(topic.id)} WHERE message_offset = ?`);
    this.#ids.search(topic.id, ascending, (query, offset) => {
      const { id } = messages[order[query]!]!;
      // An erased message frees its id.
      if (idAt.get<{ id: string }>(offset)?.id === id) known.add(id);
    });
    return known;
  }

  #insertStatement(topic: Topic): Statement {
    return this.db.prepare(`INSERT INTO ${logTable(topic.id)} VALUES (?, ?, ?, ?, ?, ?)`);
  }

  #appendCompacted(topic: Topic, messages: readonly EncodedOutgoing[], first: number): number {
    const find = this.db.prepare(`SELECT message_offset, recent_ids FROM ${keyTable(topic.id)} WHERE key = ?`);
    const store = this.db.prepare(`INSERT INTO ${keyTable(topic.id)} VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET message_offset = excluded.message_offset, recent_ids = excluded.recent_ids`);
    const remove = this.db.prepare(`DELETE FROM ${logTable(topic.id)} WHERE message_offset = ?`);
    const insert = this.#insertStatement(topic);
    let next = first;
    for (const message of messages) {
      const last = find.get<{ message_offset: number; recent_ids: string }>(message.key);
      const recent = last === undefined ? [] : (JSON.parse(last.recent_ids) as string[]);
      if (recent.includes(message.id)) continue;
      if (last !== undefined) remove.run(last.message_offset);
      insert.run(next, message.key, message.id, message.headers, message.value.codec, message.value.bytes);
      store.run(message.key, next++, JSON.stringify([...recent, message.id].slice(-RECENT_IDS)));
    }
    return next;
  }
}
