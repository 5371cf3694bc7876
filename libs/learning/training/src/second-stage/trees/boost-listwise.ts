import { createRandom, shuffle } from '@stars/model';
import type { ScoreTrees } from '@stars/ranking';
import type { SecondStageExample } from '../second-stage-examples.js';
import { type BinnedRows, binRows } from './binned-rows.js';
import { type BinnedTree, growTree, type TreeShape } from './grow-tree.js';

export interface BoostRecipe extends TreeShape {
  trees: number;
  /** Factor of a tree's values. */
  learningRate: number;
  /** Shares of the sessions that a tree learns from, and of the columns that it may split by. */
  sessionShare: number;
  columnShare: number;
}

export const BOOST_DEFAULTS: Omit<BoostRecipe, 'trees'> = {
  learningRate: 0.08,
  sessionShare: 0.15,
  columnShare: 0.25,
  leaves: 16,
  l2: 10,
  leastWeight: 2,
  leastRows: 100,
};

export interface BoostProgress {
  tree: number;
  trees: number;
  /** Mean loss of the tree's sessions, before the tree. */
  loss: number;
}

/**
 * Gradient-boosted trees on the loss of `listwiseLoss` (Friedman 2001; ListNet for the gradient). The same examples and seed
 * give the same trees, bit for bit.
 * @param features F @param signal Stops before the next tree.
 */
export async function boostListwise(
  examples: readonly SecondStageExample[],
  features: number,
  recipe: BoostRecipe,
  seed: number,
  onProgress: (progress: BoostProgress) => void,
  signal?: AbortSignal,
): Promise<ScoreTrees> {
  const random = createRandom(seed);
  const binned = binRows(examples, features);
  const offsets = offsetsOf(examples);
  const scores = new Float32Array(binned.rows);
  const gradient = new Float32Array(binned.rows);
  const hessian = new Float32Array(binned.rows);
  const sessions = examples.map((_, n) => n);
  const columns = Array.from({ length: features }, (_, f) => f).filter((f) => binned.ends[f]!.length > 0);
  const grown: BinnedTree[] = [];
  for (let tree = 0; tree < recipe.trees; tree++) {
    signal?.throwIfAborted();
    const drawn = shuffle(random, sessions).slice(0, Math.max(1, Math.round(recipe.sessionShare * sessions.length)));
    drawn.sort((a, b) => a - b);
    const loss = derive(examples, drawn, offsets, scores, gradient, hessian);
    const asked = shuffle(random, columns).slice(0, Math.max(1, Math.round(recipe.columnShare * columns.length)));
    const rows = rowsOf(drawn, offsets);
    const found = growTree(
      binned,
      rows,
      asked.sort((a, b) => a - b),
      gradient,
      hessian,
      recipe,
    );
    found.value = found.value.map((value) => value * recipe.learningRate);
    addTo(scores, found, binned);
    grown.push(found);
    onProgress({ tree: tree + 1, trees: recipe.trees, loss });
    await new Promise<void>((resume) => setImmediate(resume));
  }
  return treesOf(grown, binned);
}

/** [S + 1] first row of each session. */
function offsetsOf(examples: readonly SecondStageExample[]): Int32Array {
  const offsets = new Int32Array(examples.length + 1);
  examples.forEach(({ candidates }, n) => {
    offsets[n + 1] = offsets[n]! + candidates;
  });
  return offsets;
}

function rowsOf(sessions: readonly number[], offsets: Int32Array): Int32Array {
  const rows = new Int32Array(sessions.reduce((sum, n) => sum + offsets[n + 1]! - offsets[n]!, 0));
  let at = 0;
  for (const n of sessions) for (let row = offsets[n]!; row < offsets[n + 1]!; row++) rows[at++] = row;
  return rows;
}

/** Derivatives of √n · cross entropy by every score of the drawn sessions. @returns their mean loss, as in `listwiseLoss` */
function derive(
  examples: readonly SecondStageExample[],
  drawn: readonly number[],
  offsets: Int32Array,
  scores: Float32Array,
  gradient: Float32Array,
  hessian: Float32Array,
): number {
  let [loss, total] = [0, 0];
  for (const n of drawn) {
    const { purchased } = examples[n]!;
    const [from, to] = [offsets[n]!, offsets[n + 1]!];
    let most = Number.NEGATIVE_INFINITY;
    for (let row = from; row < to; row++) most = Math.max(most, scores[row]!);
    let sum = 0;
    for (let row = from; row < to; row++) sum += Math.exp(scores[row]! - most);
    const weight = Math.sqrt(purchased.length);
    for (let row = from; row < to; row++) {
      const share = Math.exp(scores[row]! - most) / sum;
      gradient[row] = weight * share;
      hessian[row] = weight * share * (1 - share);
    }
    for (const place of purchased) {
      gradient[from + place]! -= 1 / weight;
      loss -= (scores[from + place]! - most - Math.log(sum)) / weight;
    }
    total += weight;
  }
  return loss / total;
}

function addTo(scores: Float32Array, { feature, bin, left, value }: BinnedTree, { bins, rows }: BinnedRows): void {
  for (let row = 0; row < rows; row++) {
    let node = 0;
    for (let column = feature[0]!; column >= 0; column = feature[node]!) {
      node = bins[column]![row]! <= bin[node]! ? left[node]! : left[node]! + 1;
    }
    scores[row]! += value[node]!;
  }
}

/** The same trees, with values instead of bins. */
function treesOf(grown: readonly BinnedTree[], { ends }: BinnedRows): ScoreTrees {
  const roots: number[] = [];
  const [feature, value, left]: number[][] = [[], [], []];
  for (const tree of grown) {
    const root = feature!.length;
    roots.push(root);
    tree.feature.forEach((column, node) => {
      feature!.push(column);
      value!.push(column < 0 ? tree.value[node]! : ends[column]![tree.bin[node]!]!);
      left!.push(column < 0 ? 0 : root + tree.left[node]!);
    });
  }
  return {
    roots: Int32Array.from(roots),
    feature: Int32Array.from(feature!),
    value: Float32Array.from(value!),
    left: Int32Array.from(left!),
  };
}
