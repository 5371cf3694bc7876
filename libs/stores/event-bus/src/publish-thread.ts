import { StarsError } from '@stars/errors';
import { WorkerThread } from '@stars/platform';
import type { PublishCall, StoredCall } from './call-store.js';
import { type PackedOutcomes, type PublishThreadData, packCalls } from './publish-messages.js';
import type { PublishStore } from './publish-queue.js';

const WORKER = new URL('../dist/publish-worker.js', import.meta.url);

/**
 * Stores calls in a separate thread: a commit waits for the disk, about 5 and sometimes 20 ms, which would block the thread that
 * answers requests.
 */
export class PublishThread implements PublishStore {
  readonly path: string;
  readonly #thread: WorkerThread;

  constructor(data: PublishThreadData) {
    this.path = data.path;
    this.#thread = new WorkerThread(WORKER, 'publishes', data);
  }

  /** One after another. Errors: `STARS_UNAVAILABLE` if the thread ended; then it is unknown whether the calls were stored. */
  async store(calls: readonly PublishCall[]): Promise<StoredCall[]> {
    const packed = packCalls(calls);
    return (await this.#thread.ask<PackedOutcomes>(packed, [packed.bytes.buffer])).map(read);
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

function read(outcome: PackedOutcomes[number]): StoredCall {
  if ('result' in outcome) return outcome;
  const { code = 'STARS_INTERNAL', message, field } = outcome.error;
  return { error: new StarsError(code, message, field === undefined ? {} : { field }) };
}
