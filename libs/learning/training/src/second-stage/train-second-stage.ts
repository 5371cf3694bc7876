import type { TrainingData } from '@stars/features';
import { type FeatureLayout, featureNames, type RankerKind, type SecondStageWeights } from '@stars/ranking';
import type { TrainingPlan } from '../training-plan.js';
import type { SimpleComparison } from './gate-against-simple.js';
import { type ColdStart, learnColdStart } from './learn-cold-start.js';
import { type LearnedRanker, learnRanker, rankerOfPrior } from './learn-ranker.js';
import type { ListwiseProgress } from './listwise-network.js';
import type { UserExample } from './second-stage-examples.js';
import { layoutOf } from './second-stage-layout.js';
import { listwiseRecipe } from './second-stage-recipe.js';
import { type WindowSource, withSecondStageWindow } from './second-stage-window.js';

/** A learned second stage. */
export interface LearnedSecondStage {
  layout: FeatureLayout;
  all: SecondStageWeights;
  /** For unseen items. */
  fresh: SecondStageWeights;
  /** For lists because of seeds. */
  seeded: SecondStageWeights;
  /** How each ranker compares with simple rankings on held-out sessions. */
  comparison: Record<RankerKind, SimpleComparison>;
  /** Weights of cold-start items in both; absent if there was too little to learn from. */
  coldStart?: ColdStart;
}

export interface SecondStageProgress extends Partial<ListwiseProgress> {
  /** What is learned at the moment. */
  of: RankerKind;
  /** Sessions replayed so far. */
  replayed?: number;
  sessions: number;
}

/**
 * Learns the second stage from the sessions of the held-out window, with the model that has not seen them: so its scores are as
 * good as they will be for the days after the training. Undefined if no day of the window has an event that the model predicts.
 */
export async function trainSecondStage(
  source: WindowSource,
  onProgress: (progress: SecondStageProgress) => void,
): Promise<LearnedSecondStage | undefined> {
  const { recipe, seed, signal } = source;
  return withSecondStageWindow(source, async (window) => {
    const learn = async (of: RankerKind): Promise<LearnedRanker> => {
      const examples: UserExample[] = [];
      let sessions = 0;
      await window.replay(
        of,
        (example) => examples.push(example),
        (replayed, count) => {
          sessions = count;
          onProgress({ of, replayed, sessions });
        },
      );
      const report = (progress: ListwiseProgress): void => onProgress({ of, sessions, ...progress });
      const learning = { names: window.names, of, recipe: listwiseRecipe(recipe, of), seed, signal };
      return learnRanker(examples, { ...learning, onProgress: report });
    };
    const rankers = { all: await learn('all'), fresh: await learn('fresh'), seeded: await learn('seeded') };
    const learned = stageOf(window.layout, rankers);
    const coldStart = await learnColdStart(window, learned, source);
    return coldStart ? { ...learned, coldStart } : learned;
  });
}

/** The second stage where no session was held out: it ranks by the prior of its base. */
export function secondStageOfPrior(plan: TrainingPlan, items: TrainingData['items']): LearnedSecondStage {
  const layout = layoutOf(plan, plan.items.ids, { items, log: plan.log });
  const names = featureNames(layout);
  const ofPrior = (of: RankerKind): LearnedRanker => rankerOfPrior(names, of);
  return stageOf(layout, { all: ofPrior('all'), fresh: ofPrior('fresh'), seeded: ofPrior('seeded') });
}

const stageOf = (
  layout: FeatureLayout,
  { all, fresh, seeded }: Record<RankerKind, LearnedRanker>,
): LearnedSecondStage => ({
  ...{ layout, all: all.weights, fresh: fresh.weights, seeded: seeded.weights },
  comparison: { all: all.comparison, fresh: fresh.comparison, seeded: seeded.comparison },
});
