import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StarsError } from '@stars/errors';
import type { PublishCall, StoredCall } from './call-store.js';
import { type PackedOutcomes, type PublishThreadData, packCalls } from './publish-messages.js';
import type { PublishStore } from './publish-queue.js';

/** Compiled, also where this is read as a source. */
const WORKER = new URL('../dist/publish-worker.js', import.meta.url);

/**
 * Stores calls in a thread of its own: a commit waits for the disk, some 5 ms and sometimes 20, in which the thread that answers requests
 * would answer none. One that ends takes its calls with it; the next call starts another.
 */
export class PublishThread implements PublishStore {
  #worker: Worker | undefined;

  constructor(private readonly data: PublishThreadData) {}

  get path(): string {
    return this.data.path;
  }

  /** One after another. Errors: `STARS_UNAVAILABLE` where the thread ended; whether the calls were stored is not known then. */
  async store(calls: readonly PublishCall[]): Promise<StoredCall[]> {
    const worker = this.#running();
    const packed = packCalls(calls);
    const ended = new AbortController();
    const end = (): void => ended.abort();
    // A process with nothing else to do waits for it, but not for a thread that waits for work.
    worker.ref();
    worker.once('exit', end);
    try {
      // Also rejects where the thread fails.
      const answer = once(worker, 'message', { signal: ended.signal });
      worker.postMessage(packed, [packed.bytes.buffer]);
      const [outcomes] = (await answer) as [PackedOutcomes];
      return outcomes.map(read);
    } catch (cause) {
      this.#forget(worker);
      throw new StarsError('STARS_UNAVAILABLE', 'the thread that publishes has ended', { cause });
    } finally {
      worker.off('exit', end);
      worker.unref();
    }
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    if (!worker) return;
    worker.ref();
    const exit = once(worker, 'exit');
    worker.postMessage('close');
    await exit;
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(WORKER, { workerData: this.data });
    // Whoever waits for it hears of it too.
    worker.on('error', () => this.#forget(worker));
    worker.on('exit', () => this.#forget(worker));
    this.#worker = worker;
    return worker;
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }
}

function read(outcome: PackedOutcomes[number]): StoredCall {
  if ('result' in outcome) return outcome;
  const { code = 'STARS_INTERNAL', message, field } = outcome.error;
  return { error: new StarsError(code, message, field === undefined ? {} : { field }) };
}
