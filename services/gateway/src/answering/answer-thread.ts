import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { receivedError } from '@stars/errors';
import { lendBytes } from '@stars/platform';
import type {
  AnswerThreadData,
  AnswerThreadSettings,
  FromAnswerThread,
  ThreadQuestion,
  ToAnswerThread,
} from './answer-thread-messages.js';

/** Compiled, also where this file is read as a source. */
const WORKER = new URL('../../dist/answering/answer-worker.js', import.meta.url);

/**
 * A thread that answers, with stores and models of its own; arrays that nobody changes are those of this thread. An error that it does not
 * catch ends the process, as one of this thread does.
 */
export class AnswerThread {
  /** Calls that have no answer yet. */
  inFlight = 0;
  #isReady = false;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #questions = 0;

  /** @param onReady Called once its stores are open, and the models that were announced are loaded. */
  constructor(
    settings: AnswerThreadSettings,
    private readonly onReady: () => void,
  ) {
    const env = { ...process.env, STARS_DATA: settings.dataDir };
    const { port1, port2: shares } = new MessageChannel();
    lendBytes(port1);
    const workerData: AnswerThreadData = { ...settings, shares };
    this.#worker = new Worker(WORKER, { workerData, transferList: [shares], env });
    this.#worker.on('error', (error) => {
      throw error;
    });
    this.#worker.on('message', (message: FromAnswerThread) => this.#take(message));
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Errors: those of the work. */
  async ask<Result>(question: ThreadQuestion, signal?: AbortSignal): Promise<Result> {
    const id = this.#questions++;
    const outcome = Promise.withResolvers<unknown>();
    const leave = (): void => this.#say({ gone: id });
    this.#waiting.set(id, outcome);
    signal?.addEventListener('abort', leave);
    this.inFlight++;
    try {
      this.#say({ ...question, id });
      return (await outcome.promise) as Result;
    } finally {
      this.inFlight--;
      signal?.removeEventListener('abort', leave);
    }
  }

  /** After its answers; one that still waits for a server is ended. */
  async close(): Promise<void> {
    if (!this.#isReady) return void (await this.#worker.terminate());
    const exit = once(this.#worker, 'exit');
    this.#say('close');
    await exit;
  }

  #take(message: FromAnswerThread): void {
    if (message === 'ready') {
      this.#isReady = true;
      this.onReady();
      return;
    }
    const outcome = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('error' in message) outcome?.reject(receivedError(message.error));
    else outcome?.resolve(message.result);
  }

  #say(message: ToAnswerThread): void {
    this.#worker.postMessage(message);
  }
}
