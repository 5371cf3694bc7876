import type { ModelComparison } from '@stars/contracts';
import { filterLog, type TrainingData } from '@stars/features';
import type { EvaluationSession } from '@stars/replay';
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
  const { recipe, serving, place, run } = job;
  const { options, warn } = run;
  const { seed } = job.fitting;
  const { minItemCount } = recipe;
  const { timeZone } = place;
  const allowed = allowedData(job);
  const learns = recipe.secondStage !== undefined;
  const search = { data: allowed, first, timeZone, minItemCount, learns, seed, clock: run.clock, onWarning: warn };
  const rival = serving === undefined ? undefined : await openRival(run.store, serving, search);
  try {
    const secondStage = await secondStageOf(job, allowed, first, rival?.set.sessions ?? []);
    const comparison =
      rival &&
      (await compareWithServing(rival, { artifact: first.artifact, secondStage }, allowed, timeZone, options.signal));
    return { secondStage, comparison };
  } finally {
    rival?.model.dispose();
  }
}

/** @param without Sessions that it must not learn from. */
async function secondStageOf(
  job: TrainingJob,
  allowed: TrainingData,
  first: FirstFit,
  without: readonly EvaluationSession[],
): Promise<LearnedSecondStage> {
  const { options, warn } = job.run;
  const ofPrior = (): LearnedSecondStage => secondStageOfPrior(first.plan, allowed.items);
  if (!job.recipe.secondStage) return ofPrior();
  const source = windowSource(job, allowed, first);
  const recipe = { ...source.recipe, without: new Set(without.map(({ sessionId }) => sessionId)) };
  const learned = await trainSecondStage({ ...source, recipe }, (progress) =>
    options.onProgress?.({ stage: 'secondStage', secondStage: progress }),
  );
  if (!learned) warn('the held-out window has no session: the base ranks, by the weights of a prior');
  return learned ?? ofPrior();
}

/** What a second stage learns from, if the recipe has one. */
const windowSource = (
  { recipe, place, fitting, run }: TrainingJob,
  data: TrainingData,
  first: FirstFit,
): WindowSource => ({
  ...{ data, first, timeZone: place.timeZone, seed: fitting.seed, signal: run.options.signal },
  recipe: { ...recipe.secondStage!, minItemCount: recipe.minItemCount },
});

/** The data that may be used. */
const allowedData = ({ data, keep }: TrainingJob): TrainingData => ({ ...data, log: filterLog(data.log, keep) });

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
  return withSecondStageWindow(windowSource(job, allowedData(job), first), (opened) => use(opened, job));
}
