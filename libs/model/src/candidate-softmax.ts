import { softmaxCrossEntropy } from './kernels/softmax-cross-entropy.js';
import { type Tensor, tf } from './tf.js';

/** Which candidates are positives of which row: pairs (row, candidate), each weighing 1 / positives of its row. */
export interface Targets {
  /** N, rows of h. */
  rows: number;
  /** [M, 2] pairs, row-major. */
  pairs: Int32Array;
  /** [M] weights; those of one row sum to 1. */
  weights: Float32Array;
}

/**
 * Cross entropy over a candidate slice shared by all rows (model.md, section 4):
 * logit = h · v − offset, loss = mean over rows of −Σ_j w_j·log softmax(logit)_j. A row's other positives share its
 * probability and are never its negatives.
 * @param h [N, s] @param v [C, s]
 * @param offset [C], subtracted from the logits: popularity prior b_j and sampling correction log q_j; absent: nothing.
 * @returns scalar
 */
export function candidateSoftmax(h: Tensor, v: Tensor, offset: Tensor | undefined, targets: Targets): Tensor {
  const { rows } = targets;
  const candidates = v.shape[0]!;
  const op = tf.customGrad((queries, items, save) => {
    const [q, c] = [queries as Tensor, items as Tensor];
    const keep = save as unknown as (tensors: Tensor[]) => void;
    const raw = tf.matMul(q as never, c as never, false, true);
    const labels = tf.scatterND(
      tf.tensor2d(targets.pairs, [targets.weights.length, 2], 'int32'),
      tf.tensor1d(targets.weights),
      [rows, candidates],
    );
    const { loss, slope } = softmaxCrossEntropy(offset ? tf.sub(raw, offset) : raw, labels);
    const value = tf.mean(loss);
    keep([slope, q, c]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [dLogits, hs, vs] = saved as [Tensor, Tensor, Tensor];
      const scale = tf.div(dy, rows);
      const dh = tf.matMul(dLogits as never, vs as never);
      // (hᵀ·slope)ᵀ, not slopeᵀ·h: the wide operand then streams row by row.
      const dv = tf.transpose(tf.matMul(hs as never, dLogits as never, true, false));
      return [tf.mul(dh, scale), tf.mul(dv, scale)];
    };
    return { value, gradFunc: gradFunc as never };
  });
  return op(h, v);
}
