import { isStarsError } from '@stars/errors';
import type { Database } from '@stars/sqlite';
import type { EncodedOutgoing, MessageLog } from './message-log.js';
import type { PublishResult } from './port.js';
import type { TopicRegistry } from './topic-registry.js';
import { announceAppend } from './wake-up.js';

interface PendingPublish {
  topic: string;
  messages: readonly EncodedOutgoing[];
  resolve: (result: PublishResult) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: calls that come in the same turn of the event loop share one transaction, hence one fsync.
 * Where it fails, each call is tried alone, so that one call's failure is its own.
 */
export class PublishQueue {
  readonly #db: Database;
  readonly #topics: TopicRegistry;
  readonly #log: MessageLog;
  #pending: PendingPublish[] = [];

  constructor(db: Database, topics: TopicRegistry, log: MessageLog) {
    this.#db = db;
    this.#topics = topics;
    this.#log = log;
  }

  add(topic: string, messages: readonly EncodedOutgoing[]): Promise<PublishResult> {
    return new Promise((resolve, reject) => {
      if (this.#pending.push({ topic, messages, resolve, reject }) === 1) setImmediate(() => this.flush());
    });
  }

  flush(): void {
    const calls = this.#pending;
    this.#pending = [];
    if (calls.length === 0) return;
    if (calls.length > 1) {
      try {
        this.#store(calls);
        return;
      } catch (error) {
        // Trying each alone would wait for the same lock as often as there are calls.
        if (isStarsError(error) && error.code === 'STARS_UNAVAILABLE') {
          for (const call of calls) call.reject(error);
          return;
        }
      }
    }
    for (const call of calls) {
      try {
        this.#store([call]);
      } catch (error) {
        call.reject(error);
      }
    }
  }

  #store(calls: readonly PendingPublish[]): void {
    const topics = calls.map((call) => this.#topics.ensure(call.topic));
    const results = this.#log.transaction(() => calls.map((call, i) => this.#log.append(topics[i]!, call.messages)));
    for (const [i, call] of calls.entries()) call.resolve(results[i]!);
    announceAppend(this.#db.path);
  }
}
