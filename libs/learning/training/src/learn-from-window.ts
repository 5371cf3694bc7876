import type { ModelComparison } from '@stars/contracts';
import { filterLog, type TrainingData } from '@stars/features';
import type { ItemSignalWeight } from '@stars/inference';
import { compareWithServing } from './compare-with-serving.js';
import { itemSignalsOf } from './item-signals/learn-item-signals.js';
import { type LearnedSecondStage, trainSecondStage } from './second-stage/train-second-stage.js';
import type { TrainingJob } from './training-job.js';
import type { FirstFit } from './training-stages.js';

/** What is learned on the held-out window with a model that has not seen it; a part is absent if too little is held out. */
export interface LearnedFromWindow {
  itemSignals?: ItemSignalWeight[];
  secondStage?: LearnedSecondStage;
  comparison?: ModelComparison;
}

/**
 * Learns from the held-out window with the first fit: first what items' signals add to scores; then, with these, the second
 * stage and the comparison with the model that serves.
 */
export async function learnFromWindow(first: FirstFit, job: TrainingJob): Promise<LearnedFromWindow> {
  const { data, keep, recipe, secondStageRecipe, serving, place, run } = job;
  const { options, warn } = run;
  const { seed } = job.fitting;
  const allowed = { ...data, log: filterLog(data.log, keep) };
  const { itemSignals, ...complete } = await withItemSignals(first, allowed, job);
  const secondStage =
    secondStageRecipe &&
    (await trainSecondStage(
      allowed,
      complete,
      place.timeZone,
      { ...secondStageRecipe, minItemCount: recipe.minItemCount },
      seed,
      (progress) => options.onProgress?.({ stage: 'joint', joint: progress }),
      options.signal,
    ));
  if (secondStageRecipe && !secondStage) warn('the held-out window has no session: no second stage is learned');
  if (secondStage?.trust.all === 0)
    warn('the held-out window has too few sessions to teach a network: a simple score of own purchases and popularity ranks');
  const comparison =
    serving === undefined ? undefined : await compareWithServing(run.store, serving, data, keep, complete, seed, warn);
  return { itemSignals, secondStage, comparison };
}

/** The first fit with what items' signals add to its scores. */
export async function withItemSignals(
  first: FirstFit,
  allowed: TrainingData,
  { place, recipe, fitting }: Pick<TrainingJob, 'place' | 'recipe' | 'fitting'>,
): Promise<FirstFit & { itemSignals?: ItemSignalWeight[] }> {
  const itemSignals = await itemSignalsOf(first, allowed, place.timeZone, recipe.minItemCount, fitting.seed);
  return itemSignals ? { ...first, artifact: () => ({ ...first.artifact(), itemSignals }), itemSignals } : first;
}
