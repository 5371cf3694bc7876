import type { SecondStageExample } from './second-stage-examples.js';
import type { RankerKind } from './second-stage-window.js';

/** A column of the base, its weight before a shop's own sessions say anything, and how far they easily move it. */
export interface BaseColumn {
  name: string;
  weight: number;
  /** Standard deviation of the prior. */
  spread: number;
}

/** Most columns are logarithms of counts, or scores of a softmax. */
const SPREAD = 0.25;
/** Columns between 0 and 1. */
const SPREAD_OF_SHARE = 0.6;

/** Weights of the prior: in a log of one kind of events, and in one that has views or carts beside what it predicts. */
interface PriorColumn {
  name: string;
  alone: number;
  withEvidence: number;
  spread: number;
}

const column = (name: string, alone: number, withEvidence: number, spread = SPREAD): PriorColumn => ({
  ...{ name, alone, withEvidence, spread },
});
const LATELY = 'own evidence, 1 hour, by how often it ends in a purchase';
const EVIDENCE = 'own evidence, 30 days, by how often it ends in a purchase';

/**
 * Known signals, and what each is worth on average over several logs (docs/decisions/0069-one-ranking-for-every-shop.md; `./stars lab prior`
 * fits it again): own purchases by age and interval, what was viewed and put into the cart, items met together, texts, recent popularity,
 * the transformer's scores.
 */
const OF_ALL: readonly PriorColumn[] = [
  column('own count, decay 90 days, and popularity', 0.96, -0.07),
  column('had it before', 0.16, 0.5, SPREAD_OF_SHARE),
  column('log return rate of what was had', 0.44, 0.8),
  column('own too soon', 0.47, 0.08),
  column('own count, decay 10 sessions', 0.04, 0.34),
  column('popularity of the highest, 7 days', 0.56, 0),
  column('popularity, 91 days', -0.54, 0.28),
  column('together with items touched last', 0, -0.28),
  column('most together with an item touched last', 0.05, 0.35),
  column('text like items touched last', 0.36, 0.01, SPREAD_OF_SHARE),
  column('group 0: touched last', 0.02, 0.26),
  column('general score below the best', -0.04, 0),
  column('next score below the best', 0.11, 0.04),
  column(LATELY, 0, 0.87),
  column(EVIDENCE, 0, 0.39),
];

/** The same for unseen items. */
const OF_UNSEEN: readonly PriorColumn[] = [
  column('own count, decay 90 days, and popularity', -0.64, -0.07),
  column('popularity of the highest, 7 days', 0.66, -0.01),
  column('popularity, 91 days', 0.12, 0.24),
  column('first purchases, 28 days', 0.72, 0.23),
  column('similarity to items bought before', 0.06, -0.05),
  column('together with items bought before', 0.03, 0.06),
  column('together with items touched last', 0.02, -0.29),
  column('most together with an item touched last', 0.01, 0.36),
  column('text like items touched last', 0.56, -0.08, SPREAD_OF_SHARE),
  column('group 0: touched last', 0.08, 0.28),
  column('general score below the best', -0.01, 0.01),
  column('next score below the best', 0.08, 0.03),
  column(LATELY, 0, 0.84),
  column(EVIDENCE, 0, 0.4),
];

/** The columns of each ranker's base. */
export const PRIOR: Readonly<Record<RankerKind, readonly PriorColumn[]>> = { all: OF_ALL, fresh: OF_UNSEEN };

/** Whether a log has views or carts beside what it predicts. @param names Of the features that it has. */
export const hasEvidence = (names: readonly string[]): boolean => names.includes(EVIDENCE);

/** Those of a log. @param names Of the features that the log has. */
export function baseColumns(of: RankerKind, names: readonly string[]): BaseColumn[] {
  const columns = PRIOR[of].filter(({ name }) => names.includes(name));
  return columns.map(({ name, alone, withEvidence, spread }) => ({
    ...{ name, spread },
    weight: hasEvidence(names) ? withEvidence : alone,
  }));
}

/** More sessions change a dozen numbers no more. */
const MOST_SESSIONS = 2_000;
const SWEEPS = 20;
/** The least part of a step that is tried. */
const SHORTEST = 1e-4;

/**
 * The base: a blend of a few columns, which ranks where a shop has little data, and to which the network adds. Its weights are those of
 * the prior as far as the shop's own sessions say nothing else.
 * @param names Of the features, in the order of their columns.
 * @param deviation [F] by which the features of the examples were divided.
 * @returns [F] weights of the divided features, most of them 0
 */
export function fitBaseScore(
  examples: readonly SecondStageExample[],
  names: readonly string[],
  of: RankerKind,
  deviation: Float32Array,
): Float32Array {
  const known = baseColumns(of, names);
  const places = known.map(({ name }) => names.indexOf(name));
  const columns = known.map(({ name, weight, spread }, k) => {
    const divided = deviation[places[k]!]!;
    return { name, weight: weight * divided, spread: spread * divided };
  });
  const sessions = examples.slice(0, MOST_SESSIONS).map((example) => columnsOf(example, names.length, places));
  const fitted = fitLinear(sessions, columns);
  const weights = new Float32Array(names.length);
  places.forEach((place, k) => {
    weights[place] = fitted[k]!;
  });
  return weights;
}

/** One session: n candidates with K columns of the base. */
export interface BaseSession {
  /** [n, K] */
  rows: Float64Array;
  purchased: Int32Array;
  candidates: number;
  /** How much its loss counts; default 1. */
  weight?: number;
}

function columnsOf(
  { features, purchased, candidates }: SecondStageExample,
  width: number,
  places: readonly number[],
): BaseSession {
  const rows = new Float64Array(candidates * places.length);
  for (let n = 0, at = 0; n < candidates; n++) for (const place of places) rows[at++] = features[n * width + place]!;
  return { rows, purchased, candidates };
}

/** The penalised loss (see `listwiseLoss`) of some weights, with its gradient [K] and curvature [K, K]. */
interface Loss {
  value: number;
  slope: Float64Array;
  curvature: Float64Array;
}

/** Newton steps to the least loss; it is convex. A step that raises it is halved: far from the optimum the curvature is unreliable. */
export function fitLinear(sessions: readonly BaseSession[], columns: readonly BaseColumn[]): Float64Array {
  const size = columns.length;
  const lossOf = (weights: Float64Array): Loss => {
    const loss = { value: 0, slope: new Float64Array(size), curvature: new Float64Array(size * size) };
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

/** Adds one session's loss. */
function addSession({ rows, purchased, candidates, weight = 1 }: BaseSession, weights: Float64Array, loss: Loss): void {
  const size = weights.length;
  const scores = new Float64Array(candidates);
  for (let n = 0, at = 0; n < candidates; n++) for (let k = 0; k < size; k++) scores[n]! += rows[at++]! * weights[k]!;
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const masses = scores.map((score) => Math.exp(score - top));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const root = Math.sqrt(purchased.length);
  const times = weight * root;
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
  for (const row of purchased) {
    loss.value -= (weight * scores[row]!) / root;
    for (let k = 0; k < size; k++) loss.slope[k]! -= (weight * rows[row * size + k]!) / root;
  }
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
