import type { ColumnGroup } from './columns/column-family.js';
import type { RequestClaims, ScoredRow } from './evidence-claims.js';
import type { SecondStageWeights } from './second-stage-weights.js';

/** What each group of columns adds to a score. `base` is the score of the mean candidate; `cold start`, what its weights add. */
export type ScoreShares = Partial<Record<ColumnGroup | 'base' | 'cold start', number>>;

/** A difference below this has no slope that can be computed in single precision. */
const SMALL = 1e-6;

/**
 * Splits scores of the network into shares of the groups of columns, by the rescale rule of DeepLIFT (Shrikumar, Greenside and Kundaje,
 * 2017) from the mean candidate: a ReLU passes on the slope between its values for the mean candidate and for the row. The shares
 * of a row add up to its score, and a column at its mean has none.
 */
export class ScoreExplainer {
  readonly groups: readonly ColumnGroup[];
  /** [F] place of each column's group in `groups`. */
  readonly groupOf: Int32Array;
  /** [F, H1] and [H1, H2] */
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  /** Of the mean candidate, before the ReLUs: [H1] and [H2]. */
  readonly wide: Float64Array;
  readonly deep: Float64Array;
  /** Score of the mean candidate. */
  readonly base: number;

  /** @param groups Of each column, [F]. */
  constructor(
    private readonly weights: SecondStageWeights,
    groups: readonly ColumnGroup[],
  ) {
    this.groups = [...new Set(groups)];
    this.groupOf = Int32Array.from(groups, (group) => this.groups.indexOf(group));
    this.#first = Float64Array.from(weights.first);
    this.#second = Float64Array.from(weights.second);
    this.wide = Float64Array.from(weights.firstBias);
    this.deep = this.#deepOf(this.wide);
    this.base = dot(Float64Array.from(weights.last), 0, this.deep.map(relu));
  }

  /** @param row [F] features, not scaled. */
  sharesOf(row: Float32Array): ScoreShares {
    const { mean, deviation, last, linear } = this.weights;
    const wide = Float64Array.from(this.wide);
    const h1 = wide.length;
    // What each group adds to each wide unit: the multipliers of these units then give the shares without a way back to the columns.
    const added = new Float64Array(this.groups.length * h1);
    const shares = new Float64Array(this.groups.length);
    for (let f = 0; f < this.groupOf.length; f++) {
      const group = this.groupOf[f]!;
      const scaled = (row[f]! - mean[f]!) / deviation[f]!;
      shares[group]! += scaled * linear[f]!;
      for (let h = 0; h < h1; h++) added[group * h1 + h]! += scaled * this.#first[f * h1 + h]!;
    }
    for (let at = 0; at < added.length; at++) wide[at % h1]! += added[at]!;
    const deep = this.#deepOf(wide);
    const ofDeep = deep.map((value, d) => last[d]! * slope(this.deep[d]!, value));
    const ofWide = wide.map((value, h) => dot(this.#second, h * deep.length, ofDeep) * slope(this.wide[h]!, value));
    const named = this.groups.map((name, g) => [name, shares[g]! + dot(added, g * h1, ofWide)]);
    return { base: this.base, ...Object.fromEntries(named) };
  }

  /** @param wide [H1] before the ReLUs @returns [H2] before the ReLUs */
  #deepOf(wide: Float64Array): Float64Array {
    const deep = Float64Array.from(this.weights.secondBias);
    for (let h = 0; h < wide.length; h++) {
      const active = relu(wide[h]!);
      for (let d = 0; d < deep.length; d++) deep[d]! += active * this.#second[h * deep.length + d]!;
    }
    return deep;
  }
}

/** A score whose parts are computed when somebody asks for them. */
export interface Explainable {
  readonly scored: ScoredRow;
  readonly request: RequestClaims;
  shares(): ScoreShares;
}

/** Inner product of `vector` and as many numbers of `rows`. */
function dot(rows: Float64Array, from: number, vector: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += rows[from + i]! * vector[i]!;
  return sum;
}

const relu = (value: number): number => Math.max(0, value);

/** The slope of a ReLU between two values; where they are equal, its own. */
function slope(reference: number, value: number): number {
  const difference = value - reference;
  if (Math.abs(difference) < SMALL) return value > 0 ? 1 : 0;
  return (relu(value) - relu(reference)) / difference;
}
