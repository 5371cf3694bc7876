import { createRandom, shuffle } from '@stars/model';
import type { SecondStageScoring, SecondStageWeights } from '@stars/ranking';
import { type ListwiseProgress, trainListwise } from './listwise-network.js';
import type { SecondStageExample } from './second-stage-examples.js';
import type { SecondStageRecipe } from './second-stage-recipe.js';
import { TREE_SESSIONS } from './second-stage-recipe.js';
import { BOOST_DEFAULTS, boostListwise } from './trees/boost-listwise.js';

/**
 * Networks of several seeds, and trees. All learn the same sessions, so what differs between them is mostly error, and the mean
 * of their scores has less of it (Breiman 1996, "Bagging predictors").
 * @param features F @param onProgress Steps of the networks, one after the other, then the trees.
 */
export async function learnScoring(
  examples: readonly SecondStageExample[],
  features: number,
  recipe: SecondStageRecipe,
  seed: number,
  onProgress: (progress: ListwiseProgress) => void,
  signal?: AbortSignal,
): Promise<SecondStageScoring> {
  const networks: SecondStageWeights[] = [];
  for (let n = 0; n < recipe.networks; n++) {
    const report = ({ step, steps, loss }: ListwiseProgress): void =>
      onProgress({ step: n * steps + step, steps: recipe.networks * steps, loss });
    networks.push(await trainListwise(examples, features, recipe, seed + n, report, signal));
  }
  if (recipe.trees === 0) return { networks };
  const order = shuffle(createRandom(seed), [...examples.keys()]);
  const some = order.slice(0, TREE_SESSIONS).map((n) => examples[n]!);
  const boost = { ...BOOST_DEFAULTS, trees: recipe.trees };
  const trees = await boostListwise(
    some,
    features,
    boost,
    seed,
    ({ tree, trees: steps, loss }) => onProgress({ step: tree, steps, loss }),
    signal,
  );
  return { networks, trees };
}
