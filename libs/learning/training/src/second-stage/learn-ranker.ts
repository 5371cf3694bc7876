import type { SecondStageWeights } from '@stars/ranking';
import { type ListwiseProgress, type ListwiseWeights, trainListwise } from './listwise-network.js';
import { scaleFeatures } from './scale-features.js';
import type { ListwiseRecipe } from './second-stage-recipe.js';
import type { RankerKind } from './second-stage-window.js';
import { fitSimpleScore } from './simple-score.js';
import { trustIn, type UserExample } from './trust-in-network.js';

/** Fewer sessions than this teach a network of thousands of weights nothing: the simple score alone ranks. */
export const FEWEST_SESSIONS = 200;
/** From so many sessions on the network is trusted: a smaller part of them need not say so. */
const ENOUGH_SESSIONS = 3_000;

/** A network that ranks, and how much of what it adds to the simple score counts: 0 if it was learned from too little. */
export interface LearnedRanker {
  weights: SecondStageWeights;
  trust: number;
}

/**
 * Learns to rank: a simple score of a few columns, and a network that adds to it. With few sessions, sessions that the network has not
 * seen decide how much of the network counts, down to none. The features of the examples are scaled in place.
 * @param names Of the features, in the order of their columns. @param trust Absent: it is found.
 */
export async function learnRanker(
  examples: readonly UserExample[],
  { names, of, trust: known }: { names: readonly string[]; of: RankerKind; trust?: number | undefined },
  recipe: ListwiseRecipe,
  seed: number,
  onProgress: (progress: ListwiseProgress) => void,
  signal?: AbortSignal,
): Promise<LearnedRanker> {
  const unscaled = fitSimpleScore(examples, names, of);
  const scale = scaleFeatures(examples, unscaled.length);
  const simple = Float32Array.from(unscaled, (weight, f) => weight * scale.deviation[f]!);
  const trust = known ?? (await trustOf(examples, simple, recipe, seed, signal));
  const learned =
    trust === 0 ? noNetwork(simple.length) : await trainListwise(examples, simple, recipe, seed, onProgress, signal);
  const weights = {
    ...scale,
    ...learned,
    last: learned.last.map((weight) => trust * weight),
    linear: learned.linear.map((weight, f) => trust * weight + simple[f]!),
  };
  return { weights, trust };
}

async function trustOf(
  examples: readonly UserExample[],
  simple: Float32Array,
  recipe: ListwiseRecipe,
  seed: number,
  signal?: AbortSignal,
): Promise<number> {
  if (examples.length < FEWEST_SESSIONS) return 0;
  return examples.length < ENOUGH_SESSIONS ? trustIn(examples, simple, recipe, seed, signal) : 1;
}

/** A network that adds nothing. */
const noNetwork = (features: number): ListwiseWeights => ({
  first: new Float32Array(features * 2),
  firstBias: new Float32Array(2),
  second: new Float32Array(2),
  secondBias: new Float32Array(1),
  last: new Float32Array(1),
  linear: new Float32Array(features),
});
