import type { TrainingData } from '@stars/features';
import type { ColdStartWeights, FeatureLayout, SecondStageWeights } from '@stars/ranking';
import type { FirstFit } from '../training-stages.js';
import { learnColdStart } from './learn-cold-start.js';
import { type ListwiseProgress, trainListwise } from './listwise-network.js';
import type { SecondStageExample } from './second-stage-examples.js';
import { NEW_EPOCHS, type SecondStageRecipe } from './second-stage-recipe.js';
import { FEWEST_SESSIONS, type SecondStageWindow, withSecondStageWindow } from './second-stage-window.js';

/** A learned second stage. */
export interface LearnedSecondStage {
  layout: FeatureLayout;
  all: SecondStageWeights;
  /** For unseen items; absent if too few sessions had one. */
  fresh?: SecondStageWeights;
  /** Weights of cold-start items in both; absent if there was too little to learn from. */
  newcomers?: { all: ColdStartWeights; fresh: ColdStartWeights };
}

export interface SecondStageProgress extends Partial<ListwiseProgress> {
  /** What is learned at the moment: to rank all candidates, or unseen items alone. */
  of: 'all' | 'fresh';
  /** Sessions replayed so far. */
  replayed?: number;
  sessions: number;
}

/**
 * Learns the second stage from the sessions of the held-out window, with the model that has not seen them: so its scores are as
 * good as they will be for the days after the training. Undefined if the window has too few sessions.
 * @param data Its log has only what may be used.
 */
export async function trainSecondStage(
  data: TrainingData,
  first: FirstFit,
  timeZone: string,
  recipe: SecondStageRecipe & { minItemCount: number },
  seed: number,
  onProgress: (progress: SecondStageProgress) => void,
  signal?: AbortSignal,
): Promise<LearnedSecondStage | undefined> {
  const aborts = signal ? { signal } : {};
  return withSecondStageWindow({ data, first, timeZone, recipe, seed, ...aborts }, async (window) => {
    const { set, model, clock, layout } = window;
    const learn = (of: 'all' | 'fresh') => learnFrom(window, of, { recipe, seed, onProgress, ...aborts });
    const all = await learn('all');
    if (!all) return undefined;
    const fresh = await learn('fresh');
    const coldStart = await learnColdStart(set, { all, fresh }, { data, clock, layout, model, seed, ...aborts });
    return { layout, all, ...(fresh ? { fresh } : {}), ...(coldStart ? { newcomers: coldStart } : {}) };
  });
}

interface Learning {
  recipe: SecondStageRecipe;
  seed: number;
  onProgress: (progress: SecondStageProgress) => void;
  signal?: AbortSignal;
}

/** The weights that were learned from the window; undefined with too few sessions. */
async function learnFrom(
  window: SecondStageWindow,
  of: 'all' | 'fresh',
  { recipe, seed, onProgress, signal }: Learning,
): Promise<SecondStageWeights | undefined> {
  const examples: SecondStageExample[] = [];
  let sessions = 0;
  await window.replay(of, {
    onProgress: (replayed, count) => {
      sessions = count;
      onProgress({ of, replayed, sessions });
    },
    use: (example) => examples.push(example),
  });
  if (examples.length < FEWEST_SESSIONS) return undefined;
  const used = of === 'fresh' ? { ...recipe, epochs: Math.min(recipe.epochs, NEW_EPOCHS) } : recipe;
  const report = (progress: ListwiseProgress): void => onProgress({ of, sessions, ...progress });
  return trainListwise(examples, window.names.length, used, seed, report, signal);
}
