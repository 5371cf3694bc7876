import { StarsError } from '@stars/errors';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** A batch of token sequences to the last hidden state. */
export interface HiddenStates {
  /** [batch, length, width], row-major; positions past a sequence's end are meaningless. */
  data: Float32Array;
  length: number;
  width: number;
}

/** An encoder such as BERT, run by ONNX Runtime on the CPU. */
export class OnnxEncoder {
  readonly #session: InferenceSession;
  readonly #output: string;

  private constructor(session: InferenceSession, output: string) {
    this.#session = session;
    this.#output = output;
  }

  /** @param threads threads within one operator. Errors: `STARS_MODEL_CORRUPT`. */
  static async load(model: Uint8Array, threads: number): Promise<OnnxEncoder> {
    try {
      const session = await InferenceSession.create(model, {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        // Spinning threads take the cores that other services of the same process need.
        extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
      });
      return new OnnxEncoder(session, session.outputNames[0] as string);
    } catch (cause) {
      throw new StarsError('STARS_MODEL_CORRUPT', 'the text model cannot be loaded', { cause });
    }
  }

  /** @param sequences token ids, at least one sequence, none empty. */
  async run(sequences: readonly (readonly number[])[]): Promise<HiddenStates> {
    const length = Math.max(...sequences.map((ids) => ids.length));
    const size = sequences.length * length;
    const [ids, mask, types] = [new BigInt64Array(size), new BigInt64Array(size), new BigInt64Array(size)];
    for (const [row, sequence] of sequences.entries()) {
      for (const [column, id] of sequence.entries()) {
        ids[row * length + column] = BigInt(id);
        mask[row * length + column] = 1n;
      }
    }
    const shape = [sequences.length, length];
    const outputs = await this.#session.run({
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
      token_type_ids: new Tensor('int64', types, shape),
    });
    const hidden = outputs[this.#output] as Tensor;
    return { data: hidden.data as Float32Array, length, width: hidden.dims[2] as number };
  }

  close(): Promise<void> {
    return this.#session.release();
  }
}
