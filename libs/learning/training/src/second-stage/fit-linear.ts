import { labelWeights } from './second-stage-examples.js';

/** A column of the base, its weight before a shop's own sessions say anything, and how far they easily move it. */
export interface BaseColumn {
  name: string;
  weight: number;
  /** Standard deviation of the prior. */
  spread: number;
}

const SWEEPS = 20;
/** The least part of a step that is tried. */
const SHORTEST = 1e-4;

/** One session: n candidates with K columns of the base. */
export interface BaseSession {
  /** [n, K] */
  rows: Float64Array;
  purchased: Int32Array;
  /** [purchased] How much each counts; absent: see `labelWeights`. */
  weights?: Float32Array;
  candidates: number;
  /** How much its loss counts; default 1. */
  weight?: number;
}

/** The penalised loss (see `listwiseLoss`) of some weights, with its gradient [K] and curvature [K, K]. */
export interface Loss {
  value: number;
  slope: Float64Array;
  curvature: Float64Array;
}

export const noLoss = (size: number): Loss => ({
  value: 0,
  slope: new Float64Array(size),
  curvature: new Float64Array(size * size),
});

/** Newton steps to the least loss; it is convex. A step that raises it is halved: far from the optimum the curvature is unreliable. */
export function fitLinear(sessions: readonly BaseSession[], columns: readonly BaseColumn[]): Float64Array {
  const size = columns.length;
  const lossOf = (weights: Float64Array): Loss => {
    const loss = noLoss(size);
    columns.forEach(({ weight, spread }, k) => {
      const away = weights[k]! - weight;
      loss.value += (away / spread) ** 2 / 2;
      loss.slope[k] = away / spread ** 2;
      loss.curvature[k * size + k] = 1 / spread ** 2;
    });
    for (const session of sessions) addSession(session, weights, loss);
    return loss;
  };
  let weights: Float64Array = Float64Array.from(columns, ({ weight }) => weight);
  let loss = lossOf(weights);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const step = solve(loss.curvature, loss.slope);
    if (Math.hypot(...step) < 1e-4 * size) break;
    let share = 1;
    const moved = (): Float64Array => weights.map((weight, k) => weight - share * step[k]!);
    let next = lossOf(moved());
    for (; next.value > loss.value && share > SHORTEST; next = lossOf(moved())) share /= 2;
    if (next.value > loss.value) break;
    weights = moved();
    loss = next;
  }
  return weights;
}

/** [n] The scores of a session's candidates by [K] weights. */
export function linearScores(
  { rows, candidates }: Pick<BaseSession, 'rows' | 'candidates'>,
  weights: Float64Array,
): Float64Array {
  const scores = new Float64Array(candidates);
  for (let n = 0, at = 0; n < candidates; n++) for (const weight of weights) scores[n]! += rows[at++]! * weight;
  return scores;
}

/** Adds one session's loss. */
export function addSession(
  { rows, purchased, weights: given, candidates, weight = 1 }: BaseSession,
  weights: Float64Array,
  loss: Loss,
): void {
  const size = weights.length;
  const scores = linearScores({ rows, candidates }, weights);
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const masses = scores.map((score) => Math.exp(score - top));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const labels = labelWeights({ purchased, ...(given ? { weights: given } : {}) });
  const times = weight * labels.reduce((sum, label) => sum + label, 0);
  loss.value += times * (top + Math.log(total));
  const means = new Float64Array(size);
  for (let n = 0, at = 0; n < candidates; n++) {
    const share = masses[n]! / total;
    for (let k = 0; k < size; k++, at++) {
      const x = share * rows[at]!;
      means[k]! += x;
      // The curvature is symmetric: its upper half is summed, and mirrored when it is solved.
      for (let l = k, to = k * size + k, from = at; l < size; l++) loss.curvature[to++]! += times * x * rows[from++]!;
    }
  }
  for (let k = 0; k < size; k++) {
    loss.slope[k]! += times * means[k]!;
    for (let l = k; l < size; l++) loss.curvature[k * size + l]! -= times * means[k]! * means[l]!;
  }
  purchased.forEach((row, p) => {
    loss.value -= weight * labels[p]! * scores[row]!;
    for (let k = 0; k < size; k++) loss.slope[k]! -= weight * labels[p]! * rows[row * size + k]!;
  });
}

/** The solution x of A·x = b for a positive definite A, of which the upper half counts, by elimination. */
function solve(upper: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const rows = Array.from(right, (b, k) => [
    ...Array.from(right, (_, l) => upper[Math.min(k, l) * size + Math.max(k, l)]!),
    b,
  ]);
  rows.forEach((row, k) => {
    for (let other = k + 1; other < size; other++) {
      const share = rows[other]![k]! / row[k]!;
      for (let l = k; l <= size; l++) rows[other]![l]! -= share * row[l]!;
    }
  });
  const found = new Float64Array(size);
  for (let k = size - 1; k >= 0; k--) {
    const row = rows[k]!;
    let known = 0;
    for (let l = k + 1; l < size; l++) known += row[l]! * found[l]!;
    found[k] = (row[size]! - known) / row[k]!;
  }
  return found;
}
