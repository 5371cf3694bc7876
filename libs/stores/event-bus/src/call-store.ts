import { isStarsError } from '@stars/errors';
import type { Database } from '@stars/sqlite';
import type { MessageLog } from './message-log.js';
import type { OutgoingMessage, PublishResult } from './port.js';
import type { TopicRegistry } from './topic-registry.js';

/** The request of one publish. */
export interface PublishCall {
  topic: string;
  messages: readonly OutgoingMessage[];
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

  /** In the order of the calls; durable when this returns. */
  store(calls: readonly PublishCall[]): StoredCall[] {
    try {
      const topics = calls.map(({ topic }) => this.topics.ensure(topic));
      return this.db.transaction(() =>
        calls.map(({ messages }, i) => ({ result: this.log.append(topics[i]!, messages) })),
      );
    } catch (error) {
      // Each attempt alone would wait for the same lock again.
      const alone = calls.length === 1 || (isStarsError(error) && error.code === 'STARS_UNAVAILABLE');
      return alone ? calls.map(() => ({ error })) : calls.flatMap((call) => this.store([call]));
    }
  }
}
