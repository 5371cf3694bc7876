import { StarsError } from '@stars/errors';
import { WorkerThread } from '@stars/platform';
import type { EncoderAnswer, EncoderQuestion, EncoderThreadData } from './encoder-messages.js';
import type { HiddenStates } from './onnx-encoder.js';

const WORKER = new URL('../dist/encoder-worker.js', import.meta.url);

/** An encoder in a thread of its own: what else the process does goes on while it encodes. */
export class EncoderThread {
  readonly #thread: WorkerThread;

  private constructor(data: EncoderThreadData) {
    this.#thread = new WorkerThread(WORKER, 'encodes texts', data);
  }

  /** @param threads threads within one operator. Errors: `STARS_MODEL_CORRUPT`. */
  static async load(model: Uint8Array, threads: number): Promise<EncoderThread> {
    const shared = new SharedArrayBuffer(model.byteLength);
    new Uint8Array(shared).set(model);
    const encoder = new EncoderThread({ model: shared, threads });
    try {
      await encoder.#ask('loaded');
      return encoder;
    } catch (error) {
      await encoder.close();
      throw error;
    }
  }

  /**
   * @param sequences token ids, at least one sequence, none empty.
   * Errors: `STARS_UNAVAILABLE` where the thread ended; the next call has another.
   */
  async run(sequences: readonly (readonly number[])[]): Promise<HiddenStates> {
    const answer = await this.#ask(sequences);
    if ('states' in answer) return answer.states;
    throw new StarsError('STARS_INTERNAL', 'the encoder answered with no states');
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  async #ask(question: EncoderQuestion): Promise<EncoderAnswer> {
    const answer = await this.#thread.ask<EncoderAnswer>(question);
    if ('corrupt' in answer) {
      throw new StarsError('STARS_MODEL_CORRUPT', 'the text model cannot be loaded', { cause: answer.corrupt });
    }
    if ('failed' in answer) throw new StarsError('STARS_INTERNAL', `the text model failed: ${answer.failed}`);
    return answer;
  }
}
