import { receivedError, type SentError } from '@stars/errors';
import { WorkerThread } from '@stars/platform';
import { noteDamage } from '@stars/sqlite';
import type { PublishCall, StoredCall } from './call-store.js';
import type { OutgoingMessage, PublishResult } from './port.js';
import type { PublishStore } from './publish-queue.js';

const WORKER = new URL('../dist/publish-worker.js', import.meta.url);

/** An outcome as it comes from the thread. */
export type SentOutcome = { result: PublishResult } | { error: SentError };

/**
 * Stores calls in a separate thread: a commit waits for the disk, about 5 and sometimes 20 ms, which would block the thread that
 * answers requests.
 */
export class PublishThread implements PublishStore {
  readonly #thread: WorkerThread;

  /** @param path of the database */
  constructor(private readonly path: string) {
    this.#thread = new WorkerThread(WORKER, 'publishes', path);
  }

  /** One after another. Errors: `STARS_UNAVAILABLE` if the thread ended; then it is unknown whether the calls were stored. */
  async store(calls: readonly PublishCall[]): Promise<StoredCall[]> {
    const sent = calls.map(({ topic, messages }) => ({ topic, messages: messages.map(withOwnBytes) }));
    return (await this.#thread.ask<SentOutcome[]>(sent)).map((outcome) => this.#received(outcome));
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  #received(outcome: SentOutcome): StoredCall {
    if ('result' in outcome) return outcome;
    const { code, message } = outcome.error;
    if (code === 'STARS_UNREADABLE_FILE') noteDamage(this.path, message);
    return { error: receivedError(outcome.error) };
  }
}

/** The bytes may be a view of a large buffer, which would be copied as a whole. */
function withOwnBytes(message: OutgoingMessage): OutgoingMessage {
  return { ...message, value: new Uint8Array(message.value) };
}
