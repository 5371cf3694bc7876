import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StarsError } from '@stars/errors';

/**
 * A thread that answers one message after the other, for work that would keep the thread that asks from anything else.
 * It is started by the first question; one that ends takes the question with it, and the next starts another.
 */
export class WorkerThread {
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param script Compiled, also where the asker is read as a source. It answers each message with one, and leaves at
   * `close`. @param name What it does, for errors. @param data The thread's `workerData`.
   */
  constructor(
    private readonly script: URL,
    private readonly name: string,
    private readonly data: unknown,
  ) {}

  /** Errors: `STARS_UNAVAILABLE` where the thread ended; whether it did what it was asked for is not known then. */
  ask<Answer>(message: unknown, transfer: readonly ArrayBuffer[] = []): Promise<Answer> {
    const answer = this.#last.then(() => this.#ask<Answer>(message, transfer));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** Waits for what was asked before. */
  async close(): Promise<void> {
    await this.#last;
    const worker = this.#worker;
    this.#worker = undefined;
    if (!worker) return;
    worker.ref();
    const exit = once(worker, 'exit');
    worker.postMessage('close');
    await exit;
  }

  async #ask<Answer>(message: unknown, transfer: readonly ArrayBuffer[]): Promise<Answer> {
    const worker = this.#running();
    const ended = new AbortController();
    const end = (): void => ended.abort();
    // A process with nothing else to do waits for it, but not for a thread that waits for work.
    worker.ref();
    worker.once('exit', end);
    try {
      // Also rejects where the thread fails.
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
    }
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.script, { workerData: this.data });
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
