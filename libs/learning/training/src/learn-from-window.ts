import type { ModelComparison } from '@stars/contracts';
import { filterLog } from '@stars/features';
import { compareWithServing, openRival } from './compare-with-serving.js';
import {
  type SecondStageWindow,
  type WindowSource,
  withSecondStageWindow,
} from './second-stage/second-stage-window.js';
import { type LearnedSecondStage, secondStageOfPrior, trainSecondStage } from './second-stage/train-second-stage.js';
import type { TrainOptions } from './train-options.js';
import { prepareJob, type TrainingJob } from './training-job.js';
import { openRun } from './training-run.js';
import { type FirstFit, fitBeforeWindow } from './training-stages.js';

/** What is learned on the held-out window with a model that has not seen it; what too little is held out for is absent, and the second stage is then that of the prior. */
export interface LearnedFromWindow {
  secondStage: LearnedSecondStage;
  comparison?: ModelComparison;
}

/**
 * Learns the second stage from the held-out window with the first fit. Some sessions are left out, to compare the model on them with the one that serves.
 */
export async function learnFromWindow(first: FirstFit, job: TrainingJob): Promise<LearnedFromWindow> {
  const { serving, run } = job;
  const { options, warn } = run;
  const source = windowSource(job, first);
  const { data, timeZone } = source;
  const learns = job.recipe.secondStage !== undefined;
  const search = { ...source, learns, clock: run.clock, onWarning: warn };
  const rival = serving === undefined ? undefined : await openRival(run.store, serving, search);
  const without = new Set(rival?.set.sessions.map(({ sessionId }) => sessionId));
  const taught = { ...source, recipe: { ...source.recipe, without } };
  const learned = learns
    ? await trainSecondStage(taught, (secondStage) => options.onProgress?.({ stage: 'secondStage', secondStage }))
    : undefined;
  if (learns && !learned) warn('the held-out window has no session: the base ranks, by the weights of a prior');
  const secondStage = learned ?? secondStageOfPrior(first.plan, data.items);
  const candidate = { artifact: first.artifact, secondStage };
  const comparison = rival && (await compareWithServing(rival, candidate, data, timeZone, options.signal));
  return { secondStage, comparison };
}

/** What a second stage learns from, if the recipe has one. Its data is that which may be used. */
const windowSource = ({ recipe, place, fitting, run, data, keep }: TrainingJob, first: FirstFit): WindowSource => ({
  data: { ...data, log: filterLog(data.log, keep) },
  ...{ first, timeZone: place.timeZone, seed: fitting.seed, signal: run.options.signal },
  browsing: recipe.browsing,
  recipe: { ...recipe.secondStage!, minItemCount: recipe.minItemCount },
});

/**
 * Opens what the second stage of a model learned from, for a method that is compared with it. The first fit is read from the
 * folder of the model's run; without it, it is trained again. Undefined if the model has no second stage.
 * @param options Those of the training.
 */
export async function replaySecondStage<T>(
  options: TrainOptions,
  use: (window: SecondStageWindow, job: TrainingJob) => Promise<T>,
): Promise<T | undefined> {
  const job = await prepareJob(await openRun(options));
  const first = job.recipe.secondStage && (await fitBeforeWindow(job));
  if (!first) return undefined;
  return withSecondStageWindow(windowSource(job, first), (opened) => use(opened, job));
}
