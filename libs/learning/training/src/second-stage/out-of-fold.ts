import { shuffle } from '@stars/features';
import { SecondStageNetwork } from '@stars/inference';
import { createRandom } from '@stars/model';
import type { RankerKind } from '@stars/ranking';
import { fitBaseScore } from './base-score.js';
import { type ListwiseProgress, type ListwiseWeights, trainListwise } from './listwise-network.js';
import type { UserExample } from './second-stage-examples.js';
import type { ListwiseRecipe } from './second-stage-recipe.js';

/** What a ranker is learned with. */
export interface RankerLearning {
  /** Of the features, in the order of their columns. */
  names: readonly string[];
  of: RankerKind;
  /** [F] by which the features of the examples were divided. */
  deviation: Float32Array;
  recipe: ListwiseRecipe;
  seed: number;
  /** How much of the network counts; absent: it is found. */
  trust?: number | undefined;
  onProgress?: (progress: ListwiseProgress) => void;
  signal?: AbortSignal | undefined;
}

/** Scores of one session's candidates by a ranker that has not seen its user. */
export interface UnseenScores {
  example: UserExample;
  /** [n] by the base, and what the network adds. */
  base: Float64Array;
  added: Float32Array;
}

/** Users in `folds` parts: all sessions of a user are in one, since what one user does says nothing of another. */
export function foldsOf(examples: readonly UserExample[], folds: number, seed: number): Map<number, number> {
  const users = [...new Set(examples.map(({ user }) => user))];
  return new Map(shuffle(createRandom(seed), users).map((user, n) => [user, n % folds]));
}

/** The base and, if it is wanted, the network, learned from some examples. */
export async function learnFrom(
  examples: readonly UserExample[],
  learning: RankerLearning,
  withNetwork: boolean,
): Promise<{ base: Float32Array; network: ListwiseWeights }> {
  const { names, of, deviation, recipe, seed, onProgress = () => undefined, signal } = learning;
  const base = fitBaseScore(examples, names, of, deviation);
  const network = withNetwork
    ? await trainListwise(examples, base, recipe, seed, onProgress, signal)
    : noNetwork(names.length);
  return { base, network };
}

/** Scores sessions by what was learned from others. */
export function scoreUnseen(
  examples: readonly UserExample[],
  { base, network }: { base: Float32Array; network: ListwiseWeights },
): UnseenScores[] {
  const width = base.length;
  const unit = { mean: new Float32Array(width), deviation: new Float32Array(width).fill(1) };
  const scorer = new SecondStageNetwork({ ...unit, ...network });
  const columns = [...base.keys()].filter((f) => base[f] !== 0);
  return examples.map((example) => {
    const rows = Float32Array.from(example.features);
    const scores = new Float64Array(example.candidates);
    for (let n = 0; n < scores.length; n++) for (const f of columns) scores[n]! += base[f]! * rows[n * width + f]!;
    return { example, base: scores, added: Float32Array.from(scorer.score(rows, example.candidates)) };
  });
}

/** A network that adds nothing. */
export const noNetwork = (features: number): ListwiseWeights => ({
  first: new Float32Array(features * 2),
  firstBias: new Float32Array(2),
  second: new Float32Array(2),
  secondBias: new Float32Array(1),
  last: new Float32Array(1),
  linear: new Float32Array(features),
});
