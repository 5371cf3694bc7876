import { StarsError } from '@stars/errors';
import { WorkerThread } from '@stars/platform';
import type { EncoderAnswer, EncoderQuestion, EncoderThreadData } from './encoder-messages.js';
import type { HiddenStates } from './onnx-encoder.js';

const WORKER = new URL('../dist/encoder-worker.js', import.meta.url);

/**
 * ONNX Runtime for Linux sends events to its maker, unless this is set before its library is loaded. Only encoding threads load
 * it. A thread's `process.env` is a copy that native code does not see, so the main thread sets it, and does so again before
 * every question: somebody may have put the environment back. This holds for every process, however it was started;
 * nothing-leaves.integration.test.ts of tools/repo watches it.
 */
function silenceTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}

/** An encoder takes 120 MB, and most shops get new texts a few times a day. */
const IDLE_MS = 30_000;
/** One token: whether the model can be loaded. */
const TRIAL = [[0]];

/** An encoder in its own thread, so that the process goes on with other work. */
export class EncoderThread {
  readonly #thread: WorkerThread;
  #waiting = 0;

  private constructor(data: EncoderThreadData) {
    this.#thread = new WorkerThread(WORKER, 'encodes texts', data, IDLE_MS);
  }

  /**
   * Several encoders of one model file. The first is loaded at once, to check the model; the others at their first use.
   * Errors: `STARS_MODEL_CORRUPT`.
   */
  static async load(model: string, count: number): Promise<EncoderThread[]> {
    const encoders = Array.from({ length: count }, () => new EncoderThread({ model }));
    try {
      await encoders[0]!.run(TRIAL);
      return encoders;
    } catch (error) {
      await encoders[0]!.close();
      throw error;
    }
  }

  /** Number of unanswered batches. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * @param sequences token ids: at least one sequence, none empty, all of one length.
   * Errors: `STARS_UNAVAILABLE` if the thread ended; the next call starts another.
   */
  async run(sequences: EncoderQuestion): Promise<HiddenStates> {
    silenceTelemetry();
    this.#waiting++;
    try {
      const answer = await this.#thread.ask<EncoderAnswer>(sequences);
      if ('states' in answer) return answer.states;
      if ('failed' in answer) throw new StarsError('STARS_INTERNAL', `the text model failed: ${answer.failed}`);
      throw new StarsError('STARS_MODEL_CORRUPT', 'the text model cannot be loaded', { cause: answer.corrupt });
    } finally {
      this.#waiting--;
    }
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
