import type { TrainingData } from '@stars/features';
import type { ColdStartWeights, FeatureLayout, SecondStageWeights } from '@stars/ranking';
import type { FirstFit } from '../training-stages.js';
import { learnColdStart } from './learn-cold-start.js';
import { type LearnedRanker, learnRanker } from './learn-ranker.js';
import type { ListwiseProgress } from './listwise-network.js';
import { listwiseRecipe, type SecondStageRecipe } from './second-stage-recipe.js';
import { type RankerKind, withSecondStageWindow } from './second-stage-window.js';
import type { UserExample } from './trust-in-network.js';

/** A learned second stage. */
export interface LearnedSecondStage {
  layout: FeatureLayout;
  all: SecondStageWeights;
  /** For unseen items. */
  fresh: SecondStageWeights;
  /** How much of each network counts beside its simple score, from 0 to 1. */
  trust: Record<RankerKind, number>;
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
 * @param data Its log has only what may be used.
 */
export async function trainSecondStage(
  data: TrainingData,
  first: FirstFit,
  timeZone: string,
  recipe: SecondStageRecipe & { minItemCount: number; without?: ReadonlySet<string> },
  seed: number,
  onProgress: (progress: SecondStageProgress) => void,
  signal?: AbortSignal,
): Promise<LearnedSecondStage | undefined> {
  const aborts = signal ? { signal } : {};
  return withSecondStageWindow({ data, first, timeZone, recipe, seed, ...aborts }, async (window) => {
    const { set, model, clock, layout } = window;
    const learn = async (of: RankerKind): Promise<LearnedRanker> => {
      const examples: UserExample[] = [];
      let sessions = 0;
      await window.replay(of, {
        onProgress: (replayed, count) => {
          sessions = count;
          onProgress({ of, replayed, sessions });
        },
        use: (example, user) => examples.push({ ...example, user }),
      });
      const report = (progress: ListwiseProgress): void => onProgress({ of, sessions, ...progress });
      return learnRanker(examples, { names: window.names, of }, listwiseRecipe(recipe, of), seed, report, signal);
    };
    const [all, fresh] = [await learn('all'), await learn('fresh')];
    const weights = { all: all.weights, fresh: fresh.weights };
    const coldStart = await learnColdStart(set, weights, { data, clock, layout, model, seed, ...aborts });
    const trust = { all: all.trust, fresh: fresh.trust };
    return { layout, ...weights, trust, ...(coldStart ? { coldStart } : {}) };
  });
}
