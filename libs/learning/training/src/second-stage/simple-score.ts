import type { SecondStageExample } from './second-stage-examples.js';
import type { RankerKind } from './second-stage-window.js';

/** A column of the simple score, and its weight where nothing was learned. */
interface SimpleColumn {
  name: string;
  weight: number;
}

const FREQUENCY = 'own count, decay 90 days, and popularity';
const EVIDENCE = { name: 'own evidence since the last purchase, decay 7 days', weight: 0.2 };

/** What the user bought often and lately, then what everybody buys; and what the user looked at, if the log says so. */
const OF_ALL: readonly SimpleColumn[] = [{ name: FREQUENCY, weight: 0.9 }, EVIDENCE];

/** Of unseen items: what everybody buys, and what goes with the user's own. */
const OF_UNSEEN: readonly SimpleColumn[] = [
  { name: FREQUENCY, weight: 0.9 },
  { name: 'similarity to items bought before', weight: 0.2 },
  EVIDENCE,
];

/** Each weight has the penalty RIDGE·(w − default)²/2: a few dozen sessions move it little. */
const RIDGE = 20;
/** More sessions change three numbers no more. */
const MOST_SESSIONS = 2_000;
const SWEEPS = 20;
/** The least part of a step that is tried. */
const SHORTEST = 1e-4;

/**
 * A score of a few columns: what an item of a shop without much data is ranked by, and what the network adds to.
 * @param names Of the features, in the order of their columns. @returns [F] weights of the features, most of them 0
 */
export function fitSimpleScore(
  examples: readonly SecondStageExample[],
  names: readonly string[],
  of: RankerKind,
): Float64Array {
  const columns = (of === 'all' ? OF_ALL : OF_UNSEEN).filter(({ name }) => names.includes(name));
  const places = columns.map(({ name }) => names.indexOf(name));
  const fitted = fitLinear(
    examples.slice(0, MOST_SESSIONS),
    names.length,
    places,
    columns.map(({ weight }) => weight),
  );
  const weights = new Float64Array(names.length);
  places.forEach((place, k) => {
    weights[place] = fitted[k]!;
  });
  return weights;
}

/** The penalised loss (see `listwiseLoss`) of some weights, with its gradient and curvature. */
interface Loss {
  value: number;
  slope: number[];
  curvature: number[][];
}

/** Newton steps to the least loss; it is convex. A step that raises it is halved: far from the optimum the curvature is unreliable. */
function fitLinear(
  examples: readonly SecondStageExample[],
  width: number,
  places: readonly number[],
  defaults: readonly number[],
): number[] {
  const lossOf = (weights: readonly number[]): Loss => {
    const away = weights.map((weight, k) => weight - defaults[k]!);
    const loss: Loss = {
      value: away.reduce((sum, x) => sum + (RIDGE * x * x) / 2, 0),
      slope: away.map((x) => RIDGE * x),
      curvature: away.map((_, k) => away.map((__, l) => (k === l ? RIDGE : 0))),
    };
    for (const example of examples) addSession(example, width, places, weights, loss);
    return loss;
  };
  let weights = [...defaults];
  let loss = lossOf(weights);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const step = solve(loss.curvature, loss.slope);
    if (Math.hypot(...step) < 1e-4 * places.length) break;
    let share = 1;
    const moved = (): number[] => weights.map((weight, k) => weight - share * step[k]!);
    let next = lossOf(moved());
    for (; next.value > loss.value && share > SHORTEST; next = lossOf(moved())) share /= 2;
    if (next.value > loss.value) break;
    weights = moved();
    loss = next;
  }
  return weights;
}

/** Adds one session's loss. */
function addSession(
  { features, purchased, candidates }: SecondStageExample,
  width: number,
  places: readonly number[],
  weights: readonly number[],
  loss: Loss,
): void {
  const rows = Array.from({ length: candidates }, (_, row) => places.map((place) => features[row * width + place]!));
  const scores = rows.map((row) => row.reduce((sum, x, k) => sum + x * weights[k]!, 0));
  const top = Math.max(...scores);
  const masses = scores.map((score) => Math.exp(score - top));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const meanOf = (k: number): number => rows.reduce((sum, row, n) => sum + (masses[n]! / total) * row[k]!, 0);
  const means = places.map((_, k) => meanOf(k));
  const times = Math.sqrt(purchased.length);
  const ofPurchased = (of: (row: number) => number): number =>
    purchased.reduce((sum, row) => sum + of(row), 0) / purchased.length;
  loss.value += times * (top + Math.log(total) - ofPurchased((row) => scores[row]!));
  for (let k = 0; k < places.length; k++) {
    loss.slope[k]! += times * (means[k]! - ofPurchased((row) => rows[row]![k]!));
    for (let l = 0; l < places.length; l++) {
      const product = rows.reduce((sum, row, n) => sum + (masses[n]! / total) * row[k]! * row[l]!, 0);
      loss.curvature[k]![l]! += times * (product - means[k]! * means[l]!);
    }
  }
}

/** The solution x of A·x = b for a positive definite A, by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, k) => [...row, right[k]!]);
  rows.forEach((row, k) => {
    for (let other = k + 1; other < rows.length; other++) {
      const share = rows[other]![k]! / row[k]!;
      for (let l = k; l < row.length; l++) rows[other]![l]! -= share * row[l]!;
    }
  });
  const found = right.map(() => 0);
  for (let k = rows.length - 1; k >= 0; k--) {
    const row = rows[k]!;
    const known = row.slice(k + 1, -1).reduce((sum, x, l) => sum + x * found[k + 1 + l]!, 0);
    found[k] = (row.at(-1)! - known) / row[k]!;
  }
  return found;
}
