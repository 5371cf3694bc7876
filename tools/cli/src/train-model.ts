import type { EventBus } from '@stars/event-bus';
import { eventTimesOf, tenantNow } from '@stars/stack';
import {
  replaySecondStage,
  type SecondStageProgress,
  type SecondStageWindow,
  type StepProgress,
  type TrainOptions,
  type TrainProgress,
  type TrainReport,
  train,
} from '@stars/training';
import { archiveIfAny } from './archive-settings.js';
import type { DataFolder } from './data-folder.js';
import { modelRegistry } from './model-registry.js';
import type { Progress, ProgressState } from './progress.js';
import { readSettings } from './settings.js';

/** What a caller chooses of a training; `recipe` is what differs from the size's recipe. */
export type TrainingRequest = Pick<
  TrainOptions,
  'size' | 'seed' | 'recipe' | 'checkpoints' | 'anew' | 'maxEvents' | 'until' | 'keep' | 'publish' | 'announce' | 'data'
> & { epochs?: number };

/** Trains on what is in the archive, if the environment names one, and on the folder's bus, for the folder's target, or finds the model that this would make. Shows progress. */
export async function trainModel(
  folder: DataFolder,
  bus: EventBus,
  request: TrainingRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<TrainReport> {
  // What was read already is from the bus.
  const archive = request.data ? undefined : await archiveIfAny(folder, bus);
  const options = { ...trainOptions(folder, bus, request, progress, signal), archive };
  const report = await train(request.publish === false ? options : { ...options, models: await modelRegistry(folder) });
  progress.finish();
  return report;
}

/** Opens what the second stage of the model of this request learned from; undefined if it has none. */
export async function replayTraining<T>(
  folder: DataFolder,
  bus: EventBus,
  request: TrainingRequest,
  progress: Progress,
  signal: AbortSignal,
  use: (window: Pick<SecondStageWindow, 'names' | 'replay' | 'set'>) => Promise<T>,
): Promise<T | undefined> {
  return replaySecondStage(trainOptions(folder, bus, request, progress, signal), use);
}

function trainOptions(
  folder: DataFolder,
  bus: EventBus,
  request: TrainingRequest,
  progress: Progress,
  signal: AbortSignal,
): TrainOptions {
  const { time_zone: timeZone, country, target } = readSettings(folder);
  const { epochs, recipe, ...rest } = request;
  return {
    ...rest,
    recipe: { ...(target ? { target } : {}), ...recipe, ...(epochs === undefined ? {} : { epochs }) },
    bus,
    tenant: tenantNow(),
    dataDir: folder.root,
    place: { timeZone, country },
    now: Date.now(),
    eventTimes: eventTimesOf(),
    onProgress: (state) => progress.update(progressState(state)),
    onWarning: (message) => progress.warn(message),
    signal,
  };
}

function progressState(state: TrainProgress): ProgressState {
  switch (state.stage) {
    case 'load':
      return { label: `Train: read ${state.topic ?? ''}`, ...(state.messages ? { done: state.messages } : {}) };
    case 'prepare':
      return { label: 'Train: choose items and inputs' };
    case 'secondStage':
      return secondStageState(state.secondStage!);
    case 'publish':
      return { label: 'Train: publish' };
    case 'train':
      return state.fit ? fitState(state.fit) : { label: 'Train' };
  }
}

const RANKED: Readonly<Record<SecondStageProgress['of'], string>> = {
  all: '',
  fresh: ' for unseen items',
  seeded: ' for lists because of seeds',
};

function secondStageState({ of, replayed, sessions, step, steps, loss }: SecondStageProgress): ProgressState {
  const label = `Second stage${RANKED[of]}`;
  if (step === undefined) return { label, done: replayed ?? 0, total: sessions, detail: 'sessions replayed' };
  return { label, done: step, total: steps ?? step, detail: `loss ${loss?.toFixed(3) ?? '–'}` };
}

function fitState({ stage, step, steps, epoch, loss, validation }: StepProgress): ProgressState {
  const seen = validation && `validation ${validation.last.toFixed(4)} (best ${validation.best.toFixed(4)})`;
  return {
    label: stage === 'fit' ? 'Train' : 'Train on everything',
    done: step,
    total: steps,
    detail: [`epoch ${epoch + 1}`, `loss ${loss.toFixed(3)}`, seen].filter(Boolean).join(', '),
  };
}
