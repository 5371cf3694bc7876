import { rowDots, rowDotsGradient } from './kernels/row-dots.js';
import { type LossKind, type RowLoss, rowLoss } from './row-loss.js';
import { type Tensor, tf } from './tf.js';

/** The positives of each row: pairs (row, candidate), each with weight 1 / positives of its row. */
export interface Targets {
  /** N, rows of h. */
  rows: number;
  /** [M, 2] pairs, row-major. */
  pairs: Int32Array;
  /** [M] weights; those of one row sum to 1. */
  weights: Float32Array;
}

/** Hard negatives of single rows, in addition to the sampled candidates that all rows share. */
export interface HardNegativeVectors {
  /** H, most negatives of a row. */
  width: number;
  /** [N, H] 1 if there is one; an absent one may have any vector. */
  present: Float32Array;
  /** [N·H, s] */
  vectors: Tensor;
  /** [N, H] b_j, subtracted from their logits. */
  prior: Float32Array;
}

export interface CandidateLossOptions {
  kind: LossKind;
  /** gBCE's t in [0, 1]; see `rowLoss`. */
  calibration: number;
  /** I, the catalogue that negatives are drawn from. */
  itemCount: number;
  /** Weight of L_neg. */
  negativeWeight: number;
}

export const PLAIN_SOFTMAX: CandidateLossOptions = {
  kind: 'softmax',
  calibration: 0,
  itemCount: 0,
  negativeWeight: 0,
};

/** Terms subtracted from the logits of the sampled candidates, [C] each. */
export interface LogitOffsets {
  /** b_j, the popularity prior. */
  prior: Tensor | undefined;
  /** log q_j, the sampling correction: only for the softmax, which sums over the candidates. */
  logQ: Tensor | undefined;
}

export interface CandidateLoss {
  /** main + w_neg·L_neg, scalar, with gradients. */
  total: Tensor;
  /** Only the softmax or gBCE loss, scalar, for reports: it has no gradient. */
  main: Tensor;
}

/** Size of one block of logits: 32 MB, so that a full softmax needs no more memory than a sampled one. */
const BLOCK = 1 << 23;

/**
 * The loss over sampled candidates that all rows share, and hard negatives of each row (docs/reference/model-equations.md, Loss):
 * logit = h · v − b, mean over rows. A row's positives are never its negatives. Loss and gradients are computed by blocks
 * of rows, so that memory holds only one block of the [N, C] logits.
 * @param h [N, s] @param v [C, s]
 */
export function candidateLoss(
  h: Tensor,
  v: Tensor,
  offsets: LogitOffsets,
  targets: Targets,
  options: CandidateLossOptions,
  hard?: HardNegativeVectors,
  numbersABlock = BLOCK,
): CandidateLoss {
  const [N, C, H] = [targets.rows, v.shape[0]!, hard?.width ?? 0];
  const block = Math.max(1, Math.min(N, Math.floor(numbersABlock / (C + H))));
  const op = tf.customGrad((...args: unknown[]) => {
    const save = args.at(-1) as (tensors: Tensor[]) => void;
    const [q, c, own] = args.slice(0, -1) as [Tensor, Tensor, Tensor | undefined];
    const parts = blocks(targets, block).map(({ from, rows, pairs, weights }) =>
      tf.tidy(() => {
        const queries = rows === N ? q : tf.slice(q, [from, 0], [rows, -1]);
        const ownOf = own && tf.reshape(tf.slice(own, [from * H, 0], [rows * H, -1]), [rows, H, -1]);
        const logits = blockLogits(queries, c, ownOf, offsets, hard, from);
        const labels = tf.scatterND(tf.tensor2d(pairs, [weights.length, 2], 'int32'), tf.tensor1d(weights, 'float32'), [
          rows,
          C + H,
        ]);
        const found = rowLoss(logits, labels, options, {
          logQ: offsets.logQ && H > 0 ? tf.concat([offsets.logQ, tf.zeros([H])]) : offsets.logQ,
          negatives: negativeCounts(pairs, rows, C, hard, from),
        });
        return blockGradients(queries, c, ownOf, found);
      }),
    );
    const sum = (tensors: Tensor[]): Tensor => (tensors.length > 1 ? tf.addN(tensors as never) : tensors[0]!);
    const join = (tensors: Tensor[]): Tensor => (tensors.length > 1 ? tf.concat(tensors, 0) : tensors[0]!);
    // (hᵀ·slope)ᵀ, not slopeᵀ·h: the wide operand then streams row by row.
    const gradients = [join(parts.map(({ dh }) => dh)), tf.transpose(sum(parts.map(({ dvT }) => dvT)))];
    if (own) gradients.push(join(parts.map(({ dOwn }) => dOwn!)));
    save(gradients);
    const value = tf.stack([sum(parts.map(({ total }) => total)), sum(parts.map(({ main }) => main))]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const scale = tf.div(tf.slice(dy, [0], [1]), N);
      return saved.map((gradient) => tf.mul(gradient, scale));
    };
    return { value: tf.div(value, N), gradFunc: gradFunc as never };
  });
  const both = hard ? op(h, v, hard.vectors) : op(h, v);
  const [total, main] = tf.unstack(both) as [Tensor, Tensor];
  return { total, main };
}

/** Cross entropy over shared candidates: `offset` [C] is subtracted from the logits. @returns scalar */
export const candidateSoftmax = (h: Tensor, v: Tensor, offset: Tensor | undefined, targets: Targets): Tensor =>
  candidateLoss(h, v, { prior: offset, logQ: undefined }, targets, PLAIN_SOFTMAX).total;

interface RowBlock {
  from: number;
  rows: number;
  /** As in Targets, with rows from 0. */
  pairs: Int32Array;
  weights: Float32Array;
}

/** The targets in blocks of rows. */
function blocks(targets: Targets, size: number): RowBlock[] {
  const found: RowBlock[] = [];
  for (let from = 0; from < targets.rows; from += size) {
    const rows = Math.min(size, targets.rows - from);
    if (rows === targets.rows) return [{ from, rows, pairs: targets.pairs, weights: targets.weights }];
    const pairs: number[] = [];
    const weights: number[] = [];
    targets.weights.forEach((weight, i) => {
      const row = targets.pairs[2 * i]! - from;
      if (row < 0 || row >= rows) return;
      pairs.push(row, targets.pairs[2 * i + 1]!);
      weights.push(weight);
    });
    found.push({ from, rows, pairs: Int32Array.from(pairs), weights: Float32Array.from(weights) });
  }
  return found;
}

/** [rows, C + H]; an absent hard negative is far below any other. */
function blockLogits(
  queries: Tensor,
  c: Tensor,
  own: Tensor | undefined,
  offsets: LogitOffsets,
  hard: HardNegativeVectors | undefined,
  from: number,
): Tensor {
  let shared: Tensor = tf.matMul(queries as never, c as never, false, true);
  if (offsets.prior) shared = tf.sub(shared, offsets.prior);
  if (!own || !hard) return shared;
  const rows = queries.shape[0]!;
  const range = [from * hard.width, (from + rows) * hard.width] as const;
  const prior = hard.prior.subarray(...range);
  const away = hard.present.subarray(...range).map((there, i) => prior[i]! + (there === 1 ? 0 : 1e9));
  const scores = rowDots(own, queries);
  return tf.concat([shared, tf.sub(scores, tf.tensor2d(away, [rows, hard.width]))], 1);
}

/** [rows] candidates and hard negatives that are not positives of the row. */
function negativeCounts(
  pairs: Int32Array,
  rows: number,
  candidates: number,
  hard: HardNegativeVectors | undefined,
  from: number,
): Float32Array {
  const counts = new Float32Array(rows).fill(candidates);
  for (let i = 0; i < pairs.length; i += 2) counts[pairs[i]!]!--;
  if (hard) {
    for (let i = 0; i < rows * hard.width; i++)
      counts[Math.floor(i / hard.width)]! += hard.present[from * hard.width + i]!;
  }
  return counts;
}

type BlockGradients = {
  /** Sums over the rows, scalars. */
  total: Tensor;
  main: Tensor;
  /** [rows, s] */
  dh: Tensor;
  /** [s, C] */
  dvT: Tensor;
  /** [rows·H, s] */
  dOwn?: Tensor;
};

function blockGradients(queries: Tensor, c: Tensor, own: Tensor | undefined, found: RowLoss): BlockGradients {
  const { slope } = found;
  const totals = { total: tf.sum(found.total), main: tf.sum(found.main) };
  const C = c.shape[0]!;
  const shared = own ? tf.slice(slope, [0, 0], [-1, C]) : slope;
  const dvT = tf.matMul(queries as never, shared as never, true, false) as Tensor;
  const dh = tf.matMul(shared as never, c as never) as Tensor;
  if (!own) return { ...totals, dh, dvT };
  const ownGradients = rowDotsGradient(tf.slice(slope, [0, C], [-1, -1]), own, queries);
  return {
    ...totals,
    dh: tf.add(dh, ownGradients.queries) as Tensor,
    dvT,
    dOwn: tf.reshape(ownGradients.own, [-1, queries.shape[1]!]) as Tensor,
  };
}
