import type { TrainingData } from '@stars/features';
import { type ColdStartWeights, type FeatureLayout, featureNames, type SecondStageWeights } from '@stars/ranking';
import type { TrainingPlan } from '../training-plan.js';
import type { SimpleComparison } from './gate-against-simple.js';
import { learnColdStart } from './learn-cold-start.js';
import { type LearnedRanker, learnRanker, rankerOfPrior } from './learn-ranker.js';
import type { ListwiseProgress } from './listwise-network.js';
import type { UserExample } from './second-stage-examples.js';
import { layoutOf } from './second-stage-layout.js';
import { listwiseRecipe } from './second-stage-recipe.js';
import { type RankerKind, type WindowSource, withSecondStageWindow } from './second-stage-window.js';

/** A learned second stage. */
export interface LearnedSecondStage {
  layout: FeatureLayout;
  all: SecondStageWeights;
  /** For unseen items. */
  fresh: SecondStageWeights;
  /** How much of each network counts beside its base, from 0 to 1. */
  trust: Record<RankerKind, number>;
  /** How each ranker compares with simple rankings on held-out sessions. */
  comparison: Record<RankerKind, SimpleComparison>;
  /** Weights of cold-start items in both; absent if there was too little to learn from. */
  coldStart?: { all: ColdStartWeights; fresh: ColdStartWeights };
}

export interface SecondStageProgress extends Partial<ListwiseProgress> {
  /** What is learned at the moment: to rank all candidates, or unseen items alone. */
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
  const { data, recipe, seed, signal } = source;
  return withSecondStageWindow(source, async (window) => {
    const { set, model, clock, layout } = window;
    const learn = async (of: RankerKind): Promise<LearnedRanker> => {
      const examples: UserExample[] = [];
      let sessions = 0;
      await window.replay(of, {
        onProgress: (replayed, count) => {
          sessions = count;
          onProgress({ of, replayed, sessions });
        },
        use: (example) => examples.push(example),
      });
      const report = (progress: ListwiseProgress): void => onProgress({ of, sessions, ...progress });
      return learnRanker(examples, { names: window.names, of }, listwiseRecipe(recipe, of), seed, report, signal);
    };
    const [all, fresh] = [await learn('all'), await learn('fresh')];
    const weights = { all: all.weights, fresh: fresh.weights };
    const coldStart = await learnColdStart(set, weights, { data, clock, layout, model, seed, signal });
    const trust = { all: all.trust, fresh: fresh.trust };
    const comparison = { all: all.comparison, fresh: fresh.comparison };
    return { layout, ...weights, trust, comparison, ...(coldStart ? { coldStart } : {}) };
  });
}

/** The second stage where no session was held out: it ranks by the prior of its base. */
export function secondStageOfPrior(plan: TrainingPlan, items: TrainingData['items']): LearnedSecondStage {
  const layout = layoutOf(plan, plan.items.ids, { items, log: plan.log });
  const names = featureNames(layout);
  const [all, fresh] = [rankerOfPrior(names, 'all'), rankerOfPrior(names, 'fresh')];
  return {
    layout,
    all: all.weights,
    fresh: fresh.weights,
    trust: { all: all.trust, fresh: fresh.trust },
    comparison: { all: all.comparison, fresh: fresh.comparison },
  };
}
