import { isStarsError } from '@stars/errors';
import type { Database } from '@stars/sqlite';
import type { EncodedOutgoing, MessageLog } from './message-log.js';
import type { PublishResult } from './port.js';
import type { TopicRegistry } from './topic-registry.js';

/** The request of one publish. */
export interface PublishCall {
  topic: string;
  messages: readonly EncodedOutgoing[];
}

/** Its outcome. */
export type StoredCall = { result: PublishResult } | { error: unknown };

/**
 * Group commit: calls that are stored together share one transaction and one fsync. If it fails, each call is tried alone, so
 * that a failure affects only its own call.
 */
export class CallStore {
  constructor(
    private readonly db: Database,
    private readonly topics: TopicRegistry,
    private readonly log: MessageLog,
  ) {}

  /** The path of the file. */
  get path(): string {
    return this.db.path;
  }

  /** In the order of the calls; durable when this returns. */
  store(calls: readonly PublishCall[]): StoredCall[] {
    if (calls.length > 1) {
      try {
        return this.#together(calls);
      } catch (error) {
        // Each attempt alone would wait for the same lock again.
        if (isStarsError(error) && error.code === 'STARS_UNAVAILABLE') return calls.map(() => ({ error }));
      }
    }
    return calls.map((call) => {
      try {
        return this.#together([call])[0]!;
      } catch (error) {
        return { error };
      }
    });
  }

  #together(calls: readonly PublishCall[]): StoredCall[] {
    const topics = calls.map((call) => this.topics.ensure(call.topic));
    return this.log.transaction(() => calls.map((call, i) => ({ result: this.log.append(topics[i]!, call.messages) })));
  }
}
