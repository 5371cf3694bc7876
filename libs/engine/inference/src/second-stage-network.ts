import { type CandidateScorer, checkSecondStageWeights, type SecondStageWeights } from '@stars/ranking';
import { type NativeNetwork, nativeNetwork } from './native-network.js';

/** Layers are padded with units of zeros to a multiple of this. */
const LANES = 8;

/**
 * Weights of F features and layers of W and N units (padded) in the order in which they are used: first [F, W], its bias [W], second
 * [W, N], its bias [N], last [N], the linear path [F] and a constant. The scaling of the features is part of them.
 */
export interface PackedNetwork {
  features: number;
  wide: number;
  narrow: number;
  weights: Float32Array;
}

/** Scores candidates by the network of the second stage. */
export class SecondStageNetwork implements CandidateScorer {
  readonly #packed: PackedNetwork;

  /** Throws a RangeError if weights do not fit together. @param native null: JavaScript scores */
  constructor(
    weights: SecondStageWeights,
    private readonly native: NativeNetwork | null = nativeNetwork,
  ) {
    checkSecondStageWeights(weights);
    this.#packed = packed(weights);
  }

  score(rows: Float32Array, n: number): Float32Array {
    const { features, wide, narrow, weights } = this.#packed;
    const scores = new Float32Array(n);
    if (this.native) this.native.score(weights, features, wide, narrow, rows, scores);
    else scoreInJavaScript(this.#packed, rows, scores);
    return scores;
  }
}

export function packed({ mean, deviation, ...weights }: SecondStageWeights): PackedNetwork {
  const features = mean.length;
  const [units, narrowUnits] = [weights.firstBias.length, weights.secondBias.length];
  const [wide, narrow] = [units, narrowUnits].map((count) => Math.ceil(count / LANES) * LANES) as [number, number];
  const first = new Float64Array(features * wide);
  const firstBias = new Float64Array(wide);
  const second = new Float64Array(wide * narrow);
  const linear = new Float64Array(features);
  let constant = 0;
  firstBias.set(weights.firstBias);
  // Weights for scaled features become weights for the features themselves: x·w/σ − μ·w/σ.
  for (let f = 0; f < features; f++) {
    for (let unit = 0; unit < units; unit++) {
      const weight = weights.first[f * units + unit]! / deviation[f]!;
      first[f * wide + unit] = weight;
      firstBias[unit]! -= mean[f]! * weight;
    }
    linear[f] = weights.linear[f]! / deviation[f]!;
    constant -= mean[f]! * linear[f]!;
  }
  for (let unit = 0; unit < units; unit++) {
    second.set(weights.second.subarray(unit * narrowUnits, (unit + 1) * narrowUnits), unit * narrow);
  }
  const padding = Array<number>(narrow - narrowUnits).fill(0);
  const parts = [first, firstBias, second, weights.secondBias, padding, weights.last, padding, linear, [constant]];
  return { features, wide, narrow, weights: Float32Array.from(parts.flatMap((part) => [...part])) };
}

/** As of the addon, within rounding. */
function scoreInJavaScript(
  { features, wide, narrow, weights }: PackedNetwork,
  rows: Float32Array,
  out: Float32Array,
): void {
  const second = (features + 1) * wide;
  const last = second + (wide + 1) * narrow;
  const linear = last + narrow;
  const hidden = new Float64Array(wide);
  const deep = new Float64Array(narrow);
  for (let n = 0; n < out.length; n++) {
    let score = weights[linear + features]!;
    for (let unit = 0; unit < wide; unit++) hidden[unit] = weights[features * wide + unit]!;
    for (let f = 0; f < features; f++) {
      const x = rows[n * features + f]!;
      // Many features are 0.
      if (x === 0) continue;
      score += x * weights[linear + f]!;
      for (let unit = 0, at = f * wide; unit < wide; unit++, at++) hidden[unit]! += x * weights[at]!;
    }
    for (let unit = 0; unit < narrow; unit++) deep[unit] = weights[second + wide * narrow + unit]!;
    for (let h = 0; h < wide; h++) {
      const x = hidden[h]!;
      if (x <= 0) continue;
      for (let unit = 0, at = second + h * narrow; unit < narrow; unit++, at++) deep[unit]! += x * weights[at]!;
    }
    for (let unit = 0; unit < narrow; unit++) score += Math.max(0, deep[unit]!) * weights[last + unit]!;
    out[n] = score;
  }
}
