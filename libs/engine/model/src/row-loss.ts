import { softmaxCrossEntropy } from './kernels/softmax-cross-entropy.js';
import { type Tensor, tf } from './tf.js';

/** `softmax`: cross entropy over the candidates. `gbce`: generalised binary cross entropy (gSASRec). */
export type LossKind = 'softmax' | 'gbce';

export interface RowLossOptions {
  kind: LossKind;
  /** gBCE's t: 0 is plain binary cross entropy, 1 undoes the overconfidence caused by sampled negatives. */
  calibration: number;
  itemCount: number;
  negativeWeight: number;
}

export interface RowLoss {
  /** [n] with w_neg·L_neg. */
  total: Tensor;
  /** [n] without it. */
  main: Tensor;
  /** [n, C] derivative of `total` in the logits. */
  slope: Tensor;
}

/**
 * Loss and slope of each row of logits (docs/reference/model-equations.md, Loss).
 * @param logits [n, C] h·v − b @param labels [n, C] weights of the positives, which sum to 1 a row; 0: a negative.
 * @param given `logQ` [C] is subtracted only for the softmax; `negatives` [n] is the number of negatives of each row, which are
 * among the first `columns`.
 */
export function rowLoss(
  logits: Tensor,
  labels: Tensor,
  options: RowLossOptions,
  given: { logQ: Tensor | undefined; negatives: Float32Array; columns: number },
): RowLoss {
  const { kind, negativeWeight } = options;
  const softmax = (): RowLoss => {
    const { loss, slope } = softmaxCrossEntropy(given.logQ ? tf.sub(logits, given.logQ) : logits, labels);
    return { total: loss, main: loss, slope };
  };
  if (kind === 'softmax' && negativeWeight === 0) return softmax();
  const more = logits.shape[1]! - given.columns;
  const scored = (x: Tensor): Tensor => (more > 0 ? tf.slice(x, [0, 0], [-1, given.columns]) : x);
  const binary = binaryParts(scored(logits), scored(labels));
  const main = kind === 'softmax' ? softmax() : gbce(labels, binary, given.negatives, options);
  if (negativeWeight === 0) return main;
  const share = tf.tensor1d(given.negatives.map((count) => negativeWeight / Math.max(1, count)));
  return {
    total: tf.add(main.total, tf.mul(binary.negativeLoss, share)),
    main: main.main,
    slope: tf.add(
      main.slope,
      tf.pad(tf.mul(binary.negativeSlope, tf.expandDims(share, 1)), [
        [0, 0],
        [0, more],
      ]),
    ),
  };
}

interface BinaryParts {
  /** [n, C] −log σ(logit) */
  positive: Tensor;
  /** [n, C] σ(logit) */
  probability: Tensor;
  /** [n] Σ over negatives of −log σ(−logit), and its slope [n, C]. */
  negativeLoss: Tensor;
  negativeSlope: Tensor;
}

function binaryParts(logits: Tensor, labels: Tensor): BinaryParts {
  const isNegative = tf.cast(tf.equal(labels, 0), 'float32');
  const softplus = tf.softplus(logits);
  const probability = tf.sigmoid(logits);
  return {
    positive: tf.sub(softplus, logits),
    probability,
    negativeLoss: tf.sum(tf.mul(isNegative, softplus), 1),
    negativeSlope: tf.mul(isNegative, probability),
  };
}

/** −1/(k + 1) · (β·Σ w·log σ(s⁺) + Σ log σ(−s⁻)), with k negatives: Petrov and Macdonald, gSASRec, RecSys 2023. */
function gbce(labels: Tensor, binary: BinaryParts, negatives: Float32Array, options: RowLossOptions): RowLoss {
  const { calibration: t, itemCount } = options;
  const beta = tf.tensor1d(
    negatives.map((k) => {
      // The share of the catalogue that was sampled as negatives.
      const share = Math.min(1, Math.max(k, 1) / Math.max(1, itemCount - 1));
      return share * (t * (1 - 1 / share) + 1 / share);
    }),
  );
  const scale = tf.tensor1d(negatives.map((k) => 1 / (k + 1)));
  const found = tf.mul(beta, tf.sum(tf.mul(labels, binary.positive), 1));
  const loss = tf.mul(scale, tf.add(found, binary.negativeLoss));
  const rise = tf.mul(tf.mul(labels, tf.sub(1, binary.probability)), tf.expandDims(beta, 1));
  const slope = tf.mul(tf.sub(binary.negativeSlope, rise), tf.expandDims(scale, 1));
  return { total: loss, main: loss, slope };
}
