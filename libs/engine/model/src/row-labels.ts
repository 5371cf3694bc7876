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

/** Some rows of the targets, with rows counted from 0. */
export interface RowBlock extends Targets {
  /** First row. */
  from: number;
  /** [pairs] place of the positive among the items that the row's user had before; -1 if it is none of them. */
  places: Int32Array;
}

/** @param had [N, M] candidates that the users had before; -1 for none. Absent: the users had none. */
export function rowBlocks(targets: Targets, size: number, had: Int32Array | undefined): RowBlock[] {
  const width = (had?.length ?? 0) / targets.rows;
  const blocks: { pairs: number[]; weights: number[]; places: number[] }[] = [];
  targets.weights.forEach((weight, i) => {
    const [row, candidate] = [targets.pairs[2 * i]!, targets.pairs[2 * i + 1]!];
    const number = Math.floor(row / size);
    blocks[number] ??= { pairs: [], weights: [], places: [] };
    blocks[number].pairs.push(row - number * size, candidate);
    blocks[number].weights.push(weight);
    blocks[number].places.push(had ? had.subarray(row * width, (row + 1) * width).indexOf(candidate) : -1);
  });
  return Array.from({ length: Math.ceil(targets.rows / size) }, (_, number) => {
    const { pairs, weights, places } = blocks[number] ?? { pairs: [], weights: [], places: [] };
    return {
      from: number * size,
      rows: Math.min(size, targets.rows - number * size),
      pairs: Int32Array.from(pairs),
      weights: Float32Array.from(weights),
      places: Int32Array.from(places),
    };
  });
}

export interface RowLabels {
  /** [rows, columns] weights of the positives. */
  labels: Tensor;
  /** [rows] what a cross entropy with these labels has too much; absent: nothing. */
  excess?: Tensor;
}

/**
 * Labels of a block of logits. A positive j that the user had before has two columns, with s_j and ρ_j, and −log(e^s + e^ρ) is its
 * loss. Its weight is split between them by their shares r of that sum: then the gradient of a plain cross entropy is exact, and its
 * value too high by the entropy of r.
 * @param logits [rows, columns] @param first The column of the first item that a user had.
 */
export function rowLabels(logits: Tensor, { rows, pairs, weights, places }: RowBlock, first: number): RowLabels {
  const shape = [rows, logits.shape[1]!];
  const candidates = tf.tensor2d(pairs, [weights.length, 2], 'int32');
  const weight = tf.tensor1d(weights, 'float32');
  if (places.every((place) => place < 0)) return { labels: tf.scatterND(candidates, weight, shape) };
  const had = Array.from(places.keys()).filter((i) => places[i]! >= 0);
  const column = (of: (i: number) => number): Tensor =>
    tf.tensor2d(Int32Array.from(had.flatMap((i) => [pairs[2 * i]!, of(i)])), [had.length, 2], 'int32');
  const [scored, repeated] = [column((i) => pairs[2 * i + 1]!), column((i) => first + places[i]!)];
  const own = tf.tensor1d(Float32Array.from(had, (i) => weights[i]!));
  const margin = tf.sub(tf.gatherND(logits, repeated as never), tf.gatherND(logits, scored as never));
  // Never all of it: a candidate with a label of zero is a negative of L_neg.
  const share = tf.minimum(tf.sigmoid(margin), 1 - 1e-6);
  const moved = tf.mul(own, share);
  const labels = tf.scatterND(
    tf.concat([candidates, scored, repeated]) as never,
    tf.concat([weight, tf.neg(moved), moved]),
    shape,
  );
  // H(r) = softplus(margin) − r·margin.
  const entropy = tf.mul(own, tf.sub(tf.softplus(margin), tf.mul(share, margin)));
  const row = tf.tensor2d(
    Int32Array.from(had, (i) => pairs[2 * i]!),
    [had.length, 1],
    'int32',
  );
  return { labels, excess: tf.scatterND(row, entropy, [rows]) };
}
