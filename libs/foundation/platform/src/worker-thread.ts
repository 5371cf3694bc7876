import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StarsError } from '@stars/errors';
import { AdmissionGate } from './admission-gate.js';

/**
 * A thread that answers one message after the other, for work that would block the calling thread. The first message starts
 * it. If it ends, the current message fails and the next one starts another thread.
 */
export class WorkerThread {
  #worker: Worker | undefined;
  readonly #turns = new AdmissionGate({ concurrent: 1 });
  #idle: NodeJS.Timeout | undefined;

  /**
   * @param script the compiled script, even if the caller runs as source. It answers each message with one, and ends at
   * `close`. @param name what the thread does, for errors. @param data The thread's `workerData`.
   * @param idleMs After so long without a message the thread ends and frees its memory; the next message starts another.
   */
  constructor(
    private readonly script: URL,
    private readonly name: string,
    private readonly data: unknown,
    private readonly idleMs = Number.POSITIVE_INFINITY,
  ) {}

  /** Errors: `STARS_UNAVAILABLE` if the thread ended; then it is unknown whether the work was done. */
  ask<Answer>(message: unknown, transfer: readonly ArrayBuffer[] = []): Promise<Answer> {
    return this.#turns.run(() => this.#ask<Answer>(message, transfer));
  }

  /** Waits for earlier messages. */
  async close(): Promise<void> {
    await this.#turns.run(async () => clearTimeout(this.#idle));
    const worker = this.#worker;
    this.#worker = undefined;
    if (!worker) return;
    worker.ref();
    const exit = once(worker, 'exit');
    worker.postMessage('close');
    await exit;
  }

  async #ask<Answer>(message: unknown, transfer: readonly ArrayBuffer[]): Promise<Answer> {
    clearTimeout(this.#idle);
    const worker = this.#running();
    const ended = new AbortController();
    const end = (): void => ended.abort();
    // The process waits for work in progress, but not for an idle thread.
    worker.ref();
    worker.once('exit', end);
    try {
      // Also rejects if the thread fails.
      const answer = once(worker, 'message', { signal: ended.signal });
      worker.postMessage(message, transfer);
      const [answered] = (await answer) as [Answer];
      return answered;
    } catch (cause) {
      this.#forget(worker);
      throw new StarsError('STARS_UNAVAILABLE', `the thread that ${this.name} has ended`, { cause });
    } finally {
      worker.off('exit', end);
      worker.unref();
      if (this.idleMs < Number.POSITIVE_INFINITY) {
        this.#idle = setTimeout(() => void this.close(), this.idleMs).unref();
      }
    }
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.script, { workerData: this.data });
    // Its caller gets the error too.
    worker.on('error', () => this.#forget(worker));
    worker.on('exit', () => this.#forget(worker));
    this.#worker = worker;
    return worker;
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }
}
