import { StarsError } from '@stars/errors';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** A batch of token sequences to the last hidden state. */
export interface HiddenStates {
  /** [batch, length, width], row-major. */
  data: Float32Array;
  length: number;
  width: number;
}

/** An encoder such as BERT, run by ONNX Runtime on the CPU. */
export class OnnxEncoder {
  private constructor(
    private readonly session: InferenceSession,
    private readonly output: string,
  ) {}

  /** Errors: `STARS_MODEL_CORRUPT`. */
  static async load(model: Uint8Array): Promise<OnnxEncoder> {
    try {
      const session = await InferenceSession.create(model, {
        // Batches are small: several encoders use several cores better than several threads within an operator.
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
      });
      return new OnnxEncoder(session, session.outputNames[0] as string);
    } catch (cause) {
      throw new StarsError('STARS_MODEL_CORRUPT', 'the text model cannot be loaded', { cause });
    }
  }

  /** @param sequences token ids: at least one sequence, none empty, all of one length. */
  async run(sequences: readonly (readonly number[])[]): Promise<HiddenStates> {
    const length = sequences[0]!.length;
    const size = sequences.length * length;
    const ids = BigInt64Array.from(sequences.flat(), BigInt);
    const shape = [sequences.length, length];
    const outputs = await this.session.run({
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', new BigInt64Array(size).fill(1n), shape),
      token_type_ids: new Tensor('int64', new BigInt64Array(size), shape),
    });
    const hidden = outputs[this.output] as Tensor;
    return { data: hidden.data as Float32Array, length, width: hidden.dims[2] as number };
  }

  close(): Promise<void> {
    return this.session.release();
  }
}
