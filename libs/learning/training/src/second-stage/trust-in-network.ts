import { SecondStageNetwork } from '@stars/inference';
import { createRandom, shuffle } from '@stars/model';
import { trainListwise } from './listwise-network.js';
import type { SecondStageExample } from './second-stage-examples.js';
import type { ListwiseRecipe } from './second-stage-recipe.js';

/** An example, and the index of its session's user. */
export interface UserExample extends SecondStageExample {
  user: number;
}

const FOLDS = 4;
const TRUSTS = [0, 0.25, 0.5, 0.75, 1];
/** The network has to be better than the simple score by so many standard errors. */
const STANDARD_ERRORS = 1;

/**
 * How much of the network counts, from 0 to 1: the share that ranks best the sessions of users whom the network has not seen. A gain
 * that may be luck counts as none.
 * @param examples With scaled features. @param simple [F] weights of the simple score.
 */
export async function trustIn(
  examples: readonly UserExample[],
  simple: Float32Array,
  recipe: ListwiseRecipe,
  seed: number,
  signal?: AbortSignal,
): Promise<number> {
  const foldOf = foldsOf(examples, seed);
  // What one user does says nothing of another.
  if (foldOf.size < 2) return 0;
  const losses: Float64Array[] = examples.map(() => new Float64Array(TRUSTS.length));
  for (let fold = 0; fold < Math.min(FOLDS, foldOf.size); fold++) {
    const seen = examples.filter(({ user }) => foldOf.get(user) !== fold);
    const learned = await trainListwise(seen, simple, recipe, seed, () => undefined, signal);
    const unit = { mean: new Float32Array(simple.length), deviation: new Float32Array(simple.length).fill(1) };
    const network = new SecondStageNetwork({ ...unit, ...learned });
    examples.forEach((example, n) => {
      if (foldOf.get(example.user) === fold) losses[n] = lossesOf(example, simple, network);
    });
  }
  return bestOf(losses);
}

/** Users by fold: all sessions of a user are in one. */
function foldsOf(examples: readonly UserExample[], seed: number): Map<number, number> {
  const users = [...new Set(examples.map(({ user }) => user))];
  return new Map(shuffle(createRandom(seed), users).map((user, n) => [user, n % FOLDS]));
}

/** By trust, the session's loss (see `listwiseLoss`) with its weight. */
function lossesOf(
  { features, purchased, candidates }: SecondStageExample,
  simple: Float32Array,
  network: SecondStageNetwork,
): Float64Array {
  const rows = Float32Array.from(features);
  const added = network.score(rows, candidates);
  const width = simple.length;
  const base = Float64Array.from(added, (_, n) => {
    let sum = 0;
    for (let f = 0; f < width; f++) sum += simple[f]! * rows[n * width + f]!;
    return sum;
  });
  return Float64Array.from(TRUSTS, (trust) => {
    const scores = base.map((score, n) => score + trust * added[n]!);
    const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    const mass = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
    const wanted = purchased.reduce((sum, place) => sum + scores[place]!, 0) / purchased.length;
    return Math.sqrt(purchased.length) * (top + Math.log(mass) - wanted);
  });
}

function bestOf(losses: readonly Float64Array[]): number {
  const sums = TRUSTS.map((_, t) => losses.reduce((sum, of) => sum + of[t]!, 0));
  const best = sums.indexOf(Math.min(...sums));
  const gains = losses.map((of) => of[0]! - of[best]!);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length;
  return mean > STANDARD_ERRORS * Math.sqrt(variance / gains.length) ? TRUSTS[best]! : 0;
}
