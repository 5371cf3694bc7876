import { rowDots, rowDotsGradient } from './kernels/row-dots.js';
import { type RowBlock, rowBlocks, rowLabels, type Targets } from './row-labels.js';
import { type RowLoss, rowLoss } from './row-loss.js';
import { type Tensor, tf } from './tf.js';
import { withGradient } from './with-gradient.js';

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

/** Scores of the items that the users of the rows had before, in addition to those that they have as candidates. */
export interface RepeatScores {
  /** [N, M] ρ_j; far below any other for none. */
  logits: Tensor;
  /** [N, M] candidates, each once a row; -1 for none, or for an item that is no candidate. */
  candidates: Int32Array;
}

/** Terms subtracted from the logits of the sampled candidates, [C] each if nothing else is said. */
export interface LogitOffsets {
  /** b_j, the popularity prior. */
  prior: Tensor | undefined;
  /** b_j of the day of each row, in addition: [D, C], and [N] its day. */
  days?: { table: Tensor; rows: Int32Array } | undefined;
  /** log q_j, the sampling correction: not for L_neg, which does not sum over the candidates. */
  logQ: Tensor | undefined;
}

export interface CandidateLoss {
  /** main + w_neg·L_neg, scalar, with gradients. */
  total: Tensor;
  /** Without L_neg, scalar, for reports: it has no gradient. */
  main: Tensor;
}

/** Size of one block of logits: 32 MB, so that a full softmax needs no more memory than a sampled one. */
const BLOCK = 1 << 23;

/** What single rows have besides the sampled candidates. */
export interface RowExtras {
  hard?: HardNegativeVectors | undefined;
  repeats?: RepeatScores | undefined;
}

/**
 * The loss over sampled candidates that all rows share, hard negatives of each row, and items that its user had before
 * (docs/reference/model-equations.md, Loss): logit = h · v − b, mean over rows. A row's positives are never its negatives. Loss and
 * gradients are computed by blocks of rows, so that memory holds only one block of the [N, C] logits.
 * @param h [N, s] @param v [C, s] @param negativeWeight w_neg
 */
export function candidateLoss(
  h: Tensor,
  v: Tensor,
  offsets: LogitOffsets,
  targets: Targets,
  negativeWeight = 0,
  { hard, repeats }: RowExtras = {},
  numbersABlock = BLOCK,
): CandidateLoss {
  const [N, C, H] = [targets.rows, v.shape[0]!, hard?.width ?? 0];
  const M = repeats?.logits.shape[1] ?? 0;
  const size = Math.max(1, Math.min(N, Math.floor(numbersABlock / (C + H + M))));
  const logQ = offsets.logQ && H + M > 0 ? tf.concat([offsets.logQ, tf.zeros([H + M])]) : offsets.logQ;
  const vectors = [h, v, ...(hard ? [hard.vectors] : []), ...(repeats ? [repeats.logits] : [])];
  const both = withGradient(vectors, () => {
    const parts = rowBlocks(targets, size, repeats?.candidates).map((block) =>
      tf.tidy(() => {
        const of = (x: Tensor, width = 1): Tensor =>
          block.rows === N ? x : tf.slice(x, [block.from * width, 0], [block.rows * width, -1]);
        const inputs: BlockInputs = {
          queries: of(h),
          candidates: v,
          ...(hard ? { hard: tf.reshape(of(hard.vectors, H), [block.rows, H, -1]) } : {}),
          ...(repeats ? { rho: of(repeats.logits) } : {}),
        };
        const logits = blockLogits(inputs, offsets, hard, block);
        const { labels, excess } = rowLabels(logits, block, C + H);
        const negatives = negativeCounts(block, C, hard);
        const found = rowLoss(logits, labels, negativeWeight, { logQ, negatives, columns: C + H });
        return blockGradients(inputs, found, excess);
      }),
    );
    const sum = (tensors: Tensor[]): Tensor => (tensors.length > 1 ? tf.addN(tensors as never) : tensors[0]!);
    const join = (tensors: Tensor[]): Tensor => (tensors.length > 1 ? tf.concat(tensors, 0) : tensors[0]!);
    // (hᵀ·slope)ᵀ, not slopeᵀ·h: the wide operand then streams row by row.
    const gradients = [join(parts.map(({ dh }) => dh)), tf.transpose(sum(parts.map(({ dvT }) => dvT)))];
    if (hard) gradients.push(join(parts.map(({ dHard }) => dHard!)));
    if (repeats) gradients.push(join(parts.map(({ dRho }) => dRho!)));
    const value = tf.stack([sum(parts.map(({ total }) => total)), sum(parts.map(({ main }) => main))]);
    const gradient = (dy: Tensor, kept: Tensor[]): Tensor[] => {
      const scale = tf.div(tf.slice(dy, [0], [1]), N);
      return kept.map((each) => tf.mul(each, scale));
    };
    return { value: tf.div(value, N), kept: gradients, gradient };
  });
  const [total, main] = tf.unstack(both) as [Tensor, Tensor];
  return { total, main };
}

/** Cross entropy over shared candidates: `offset` [C] is subtracted from the logits. @returns scalar */
export const candidateSoftmax = (h: Tensor, v: Tensor, offset: Tensor | undefined, targets: Targets): Tensor =>
  candidateLoss(h, v, { prior: offset, logQ: undefined }, targets).total;

/** Inputs of one block of rows. */
interface BlockInputs {
  /** [rows, s] */
  queries: Tensor;
  /** [C, s] */
  candidates: Tensor;
  /** [rows, H, s] */
  hard?: Tensor;
  /** [rows, M] */
  rho?: Tensor;
}

/** [rows, C + H + M]; an absent hard negative is far below any other. */
function blockLogits(
  { queries, candidates, hard: vectors, rho }: BlockInputs,
  offsets: LogitOffsets,
  hard: HardNegativeVectors | undefined,
  { from, rows }: RowBlock,
): Tensor {
  let shared: Tensor = tf.matMul(queries as never, candidates as never, false, true);
  if (offsets.prior) shared = tf.sub(shared, offsets.prior);
  if (offsets.days) {
    const days = tf.tensor1d(offsets.days.rows.subarray(from, from + rows), 'int32');
    shared = tf.sub(shared, tf.gather(offsets.days.table, days));
  }
  const parts = [shared];
  if (vectors && hard) {
    const range = [from * hard.width, (from + rows) * hard.width] as const;
    const prior = hard.prior.subarray(...range);
    const away = hard.present.subarray(...range).map((there, i) => prior[i]! + (there === 1 ? 0 : 1e9));
    parts.push(tf.sub(rowDots(vectors, queries), tf.tensor2d(away, [rows, hard.width])));
  }
  if (rho) parts.push(rho);
  return parts.length > 1 ? tf.concat(parts, 1) : shared;
}

/** [rows] candidates and hard negatives that are not positives of the row. */
function negativeCounts(
  { from, rows, pairs }: RowBlock,
  candidates: number,
  hard: HardNegativeVectors | undefined,
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
  dHard?: Tensor;
  /** [rows, M] */
  dRho?: Tensor;
};

/** @param excess [rows] What the loss of each row has too much. */
function blockGradients(
  { queries, candidates, hard, rho }: BlockInputs,
  { total, main, slope }: RowLoss,
  excess: Tensor | undefined,
): BlockGradients {
  const right = (loss: Tensor): Tensor => tf.sum(excess ? tf.sub(loss, excess) : loss);
  const C = candidates.shape[0]!;
  const H = hard?.shape[1] ?? 0;
  const shared = hard || rho ? tf.slice(slope, [0, 0], [-1, C]) : slope;
  const dh = tf.matMul(shared as never, candidates as never) as Tensor;
  const found: BlockGradients = {
    total: right(total),
    main: right(main),
    dh,
    dvT: tf.matMul(queries as never, shared as never, true, false) as Tensor,
    ...(rho ? { dRho: tf.slice(slope, [0, C + H], [-1, -1]) as Tensor } : {}),
  };
  if (!hard) return found;
  const [dHard, dQueries] = rowDotsGradient(tf.slice(slope, [0, C], [-1, H]), hard, queries);
  return { ...found, dh: tf.add(dh, dQueries), dHard: tf.reshape(dHard, [-1, queries.shape[1]!]) };
}
