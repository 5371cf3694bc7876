import { COMPACTED_TOPICS, deadLetterTopic } from '@stars/contracts';
import type { Database } from '@stars/sqlite';
import { retryTopicsOf } from './retry-topic.js';
import { keyTableSql, logTableSql } from './schema.js';

/** A topic as stored. Neither part ever changes. */
export interface Topic {
  id: number;
  name: string;
  /** Only the last message of each key is kept. */
  compacted: boolean;
}

const COMPACTED: ReadonlySet<string> = new Set(COMPACTED_TOPICS);

/** Topics by name; a topic is created when it is first written or consumed. */
export class TopicRegistry {
  readonly #known = new Map<string, Topic>();

  constructor(private readonly db: Database) {}

  find(name: string): Topic | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const row = this.db
      .prepare('SELECT id, compacted FROM bus_topic WHERE name = ?')
      .get<{ id: number; compacted: number }>(name);
    if (row === undefined) return undefined;
    const topic = { id: row.id, name, compacted: row.compacted === 1 };
    this.#known.set(name, topic);
    return topic;
  }

  /** Names of those that are there, and of their dead-letter and retry topics. */
  withAside(topics: readonly string[]): string[] {
    const names = topics.flatMap((topic) => [
      topic,
      deadLetterTopic(topic),
      ...this.#beginningWith(retryTopicsOf(topic)),
    ]);
    return names.filter((name) => this.find(name) !== undefined);
  }

  #beginningWith(name: string): string[] {
    const rows = this.db
      .prepare('SELECT name FROM bus_topic WHERE substr(name, 1, length(?1)) = ?1')
      .all<{ name: string }>(name);
    return rows.map((row) => row.name);
  }

  /** The topic; a new one is created in a separate transaction. */
  ensure(name: string): Topic {
    const found = this.find(name);
    if (found !== undefined) return found;
    this.db.transaction(() => {
      const compacted = COMPACTED.has(name);
      const made = this.db
        .prepare('INSERT OR IGNORE INTO bus_topic (name, compacted, next_offset) VALUES (?, ?, 0) RETURNING id')
        .get<{ id: number }>(name, compacted ? 1 : 0);
      // Another process made it meanwhile.
      if (made === undefined) return;
      this.db.exec(logTableSql(made.id));
      if (compacted) this.db.exec(keyTableSql(made.id));
    });
    return this.find(name) as Topic;
  }

  nextOffset(topic: Topic): number {
    const row = this.db
      .prepare('SELECT next_offset FROM bus_topic WHERE id = ?')
      .get<{ next_offset: number }>(topic.id);
    return row?.next_offset ?? 0;
  }

  setNextOffset(topic: Topic, offset: number): void {
    this.db.prepare('UPDATE bus_topic SET next_offset = ? WHERE id = ?').run(offset, topic.id);
  }
}
