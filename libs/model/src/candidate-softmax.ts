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
 * @param offset [C], subtracted from the logits: popularity prior b_j and sampling correction log q_j.
 * @returns scalar
 */
export function candidateSoftmax(h: Tensor, v: Tensor, offset: Tensor, targets: Targets): Tensor {
  const { rows } = targets;
  const candidates = v.shape[0]!;
  const op = tf.customGrad((queries, items, save) => {
    const [q, c] = [queries as Tensor, items as Tensor];
    const keep = save as unknown as (tensors: Tensor[]) => void;
    const logits = tf.sub(tf.matMul(q as never, c as never, false, true), offset);
    const top = tf.max(logits, 1, true);
    const exponent = tf.exp(tf.sub(logits, top));
    const total = tf.sum(exponent, 1, true);
    const target = tf.scatterND(
      tf.tensor2d(targets.pairs, [targets.weights.length, 2], 'int32'),
      tf.tensor1d(targets.weights),
      [rows, candidates],
    );
    const logTotal = tf.mean(tf.add(tf.log(total), top));
    const value = tf.sub(logTotal, tf.div(tf.sum(tf.mul(target, logits)), rows));
    // d loss / d logits, made here while exponent and target are at hand, so that neither outlives the forward pass.
    keep([tf.div(tf.sub(tf.div(exponent, total), target), rows), q, c]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [slope, hs, vs] = saved as [Tensor, Tensor, Tensor];
      const dh = tf.matMul(slope as never, vs as never);
      // (hᵀ·slope)ᵀ, not slopeᵀ·h: the wide operand then streams row by row.
      const dv = tf.transpose(tf.matMul(hs as never, slope as never, true, false));
      return [tf.mul(dh, dy), tf.mul(dv, dy)];
    };
    return { value, gradFunc: gradFunc as never };
  });
  return op(h, v);
}
