import { type Tensor, tf } from '../tf.js';
import { type NativeBackend, ownBackend } from './native-backend.js';

/** Options of an attention kernel, in addition to its tensors. */
export interface AttentionControl {
  /** [B, Q] int32: see libs/engine/model/native/attention_head.h. */
  prefix: Tensor;
  /** [B, Q, 1 + Q], or empty if all are equally far. */
  gap: Tensor;
  sequences: number;
  heads: number;
  seesUser: boolean;
  rate: number;
  seed: number;
}

/** One dropout: its seed (int32) and rate, which may be 0. */
export interface Drop {
  seed: number;
  rate: number;
}

/**
 * The kernels of libs/engine/model/native by name, one method each; their shapes are documented there. The caller disposes of
 * all temporaries (`tf.tidy`).
 */
export class OwnKernels {
  constructor(private readonly backend: NativeBackend) {}

  /**
   * x·y of matrices, either transposed. Does not use the op MatMul: in TensorFlow 2.15 its oneDNN code generator corrupts the heap
   * on processors with AVX-512 (a process under a profiler crashes at once).
   */
  product(x: Tensor, y: Tensor, transposeX = false, transposeY = false): Tensor {
    const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_FLOAT } = this.backend.binding;
    return this.backend.executeSingleOutput(
      'BatchMatMulV2',
      [
        { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
        { name: 'adj_x', type: TF_ATTR_BOOL, value: transposeX },
        { name: 'adj_y', type: TF_ATTR_BOOL, value: transposeY },
      ],
      [x, y],
    );
  }

  /** @returns y and its statistics */
  layerNorm(x: Tensor, lead: Tensor, gain: Tensor, bias: Tensor): [Tensor, Tensor] {
    return this.#many('StarsLayerNorm', [x, lead, gain, bias], 2) as [Tensor, Tensor];
  }

  /** @returns gradients of x (plus `residual`), lead, gain and bias */
  layerNormGradient(
    dy: Tensor,
    x: Tensor,
    lead: Tensor,
    stats: Tensor,
    gain: Tensor,
    residual: Tensor,
  ): [Tensor, Tensor, Tensor, Tensor] {
    const inputs = [dy, x, lead, stats, gain, residual];
    return this.#many('StarsLayerNormGradient', inputs, 4) as [Tensor, Tensor, Tensor, Tensor];
  }

  /** @returns mixed values and the logs of the scores' sums */
  attention(qkv: Tensor, bias: Tensor, time: Tensor, control: AttentionControl): [Tensor, Tensor] {
    return this.#many('StarsAttention', this.#attentionInputs(qkv, bias, time, control), 2) as [Tensor, Tensor];
  }

  /** @returns gradients of qkv, its bias and time */
  attentionGradient(
    qkv: Tensor,
    bias: Tensor,
    time: Tensor,
    control: AttentionControl,
    mixed: Tensor,
    logs: Tensor,
    upstream: Tensor,
  ): [Tensor, Tensor, Tensor] {
    const inputs = [...this.#attentionInputs(qkv, bias, time, control), mixed, logs, upstream];
    return this.#many('StarsAttentionGradient', inputs, 3) as [Tensor, Tensor, Tensor];
  }

  /** Same as `timeGap` of attention-frame.ts, but 0 where nothing is visible. @param hours [B, Q] @returns [B, Q, 1 + Q] */
  timeGap(hours: Tensor, prefix: Tensor): Tensor {
    return this.backend.executeSingleOutput('StarsTimeGap', [], [hours, prefix]);
  }

  biasRelu(x: Tensor, bias: Tensor): Tensor {
    return this.backend.executeSingleOutput('StarsBiasRelu', [], [x, bias]);
  }

  /** @returns gradients of x and bias, from y */
  biasReluGradient(dy: Tensor, y: Tensor): [Tensor, Tensor] {
    return this.#many('StarsBiasReluGradient', [dy, y], 2) as [Tensor, Tensor];
  }

  /** residual + dropout(x + bias) */
  biasDropoutAdd(x: Tensor, bias: Tensor, residual: Tensor, drop: Drop): Tensor {
    return this.backend.executeSingleOutput('StarsBiasDropoutAdd', [], [x, bias, residual, ...dropTensors(drop)]);
  }

  /** @returns gradients of x and bias */
  biasDropoutAddGradient(dy: Tensor, drop: Drop): [Tensor, Tensor] {
    return this.#many('StarsBiasDropoutAddGradient', [dy, ...dropTensors(drop)], 2) as [Tensor, Tensor];
  }

  dropout(x: Tensor, drop: Drop): Tensor {
    return this.backend.executeSingleOutput('StarsDropout', [], [x, ...dropTensors(drop)]);
  }

  /** @returns loss [N] and slope [N, C] */
  softmaxCrossEntropy(logits: Tensor, labels: Tensor): [Tensor, Tensor] {
    return this.#many('StarsSoftmaxCrossEntropy', [logits, labels], 2) as [Tensor, Tensor];
  }

  itemContent(embedding: Tensor, delta: Tensor, rows: Tensor, attributes: Tensor): Tensor {
    return this.backend.executeSingleOutput('StarsItemContent', [], [embedding, delta, rows, attributes]);
  }

  /** @returns gradients of delta and the attributes */
  itemContentGradient(dy: Tensor, delta: Tensor, rows: Tensor, attributes: Tensor): [Tensor, Tensor] {
    return this.#many('StarsItemContentGradient', [dy, delta, rows, attributes], 2) as [Tensor, Tensor];
  }

  rowDots(own: Tensor, queries: Tensor): Tensor {
    return this.backend.executeSingleOutput('StarsRowDots', [], [own, queries]);
  }

  /** @returns gradients of `own` and of the queries */
  rowDotsGradient(slope: Tensor, own: Tensor, queries: Tensor): [Tensor, Tensor] {
    return this.#many('StarsRowDotsGradient', [slope, own, queries], 2) as [Tensor, Tensor];
  }

  /**
   * One update of a group of parameters. Moments and parameters change in place: nothing else may share their memory.
   * @returns the gradients' norm
   */
  adamW(
    rates: Tensor,
    first: Tensor,
    second: Tensor,
    decays: Tensor,
    parameters: Tensor[],
    gradients: Tensor[],
  ): Tensor {
    return this.backend.executeSingleOutput(
      'StarsAdamW',
      [{ name: 'N', type: this.backend.binding.TF_ATTR_INT, value: parameters.length }],
      [rates, first, second, decays, ...parameters, ...gradients],
    );
  }

  #many(name: string, inputs: Tensor[], outputs: number): Tensor[] {
    return this.backend.executeMultipleOutputs(name, [], inputs, outputs);
  }

  #attentionInputs(qkv: Tensor, bias: Tensor, time: Tensor, control: AttentionControl): Tensor[] {
    const { sequences, heads, seesUser, seed, rate, gap, prefix } = control;
    const numbers = tf.tensor1d([sequences, heads, seesUser ? 1 : 0, seed], 'int32');
    return [qkv, bias, time, gap, prefix, numbers, tf.scalar(rate)];
  }
}

/** Undefined if the current backend does not have them: then TensorFlow's own compute the same. */
export function ownKernels(): OwnKernels | undefined {
  const backend = ownBackend();
  return backend && new OwnKernels(backend);
}

const dropTensors = ({ seed, rate }: Drop): [Tensor, Tensor] => [tf.scalar(seed, 'int32'), tf.scalar(rate)];
