import { softmaxCrossEntropy } from './kernels/softmax-cross-entropy.js';
import { type Tensor, tf } from './tf.js';

export interface RowLoss {
  /** [n] with w_neg·L_neg. */
  total: Tensor;
  /** [n] without it. */
  main: Tensor;
  /** [n, C] derivative of `total` in the logits. */
  slope: Tensor;
}

/**
 * Loss and slope of each row of logits: cross entropy and L_neg (docs/reference/model-equations.md, Loss).
 * @param logits [n, C] h·v − b @param labels [n, C] weights of the positives, which sum to 1 a row; 0: a negative.
 * @param given `logQ` [C] is subtracted only for the softmax; `negatives` [n] is the number of negatives of each row, which are
 * among the first `columns`.
 */
export function rowLoss(
  logits: Tensor,
  labels: Tensor,
  negativeWeight: number,
  given: { logQ: Tensor | undefined; negatives: Float32Array; columns: number },
): RowLoss {
  const [loss, slope] = softmaxCrossEntropy(given.logQ ? tf.sub(logits, given.logQ) : logits, labels);
  if (negativeWeight === 0) return { total: loss, main: loss, slope };
  const more = logits.shape[1]! - given.columns;
  const scored = (x: Tensor): Tensor => (more > 0 ? tf.slice(x, [0, 0], [-1, given.columns]) : x);
  const isNegative = tf.cast(tf.equal(scored(labels), 0), 'float32');
  const pushed = tf.sum(tf.mul(isNegative, tf.softplus(scored(logits))), 1);
  const push = tf.mul(isNegative, tf.sigmoid(scored(logits)));
  const share = tf.tensor1d(given.negatives.map((count) => negativeWeight / Math.max(1, count)));
  return {
    total: tf.add(loss, tf.mul(pushed, share)),
    main: loss,
    slope: tf.add(
      slope,
      tf.pad(tf.mul(push, tf.expandDims(share, 1)), [
        [0, 0],
        [0, more],
      ]),
    ),
  };
}
