import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  DEFAULT_TENANT,
  EVENT_TIME_BOUNDS,
  type EventClock,
  type EventTimeBounds,
  type ModelManifest,
  TOPICS,
  type Topic,
} from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { type ModelRegistry, ModelStore } from '@stars/inference';
import { SAMPLE_RULE } from './data/event-sample.js';
import {
  type DataOffsets,
  dataOffsets,
  endsOf,
  type ModelInputs,
  modelVersion,
  requestDigest,
} from './model-version.js';
import { RECIPES, type TrainingRecipe } from './recipe.js';
import { withChanges } from './recipe-changes.js';
import { readRunFile } from './run/run-file.js';
import { type NewPlan, type RunPlan, unfinishedPlan } from './run/run-plan.js';
import type { TrainOptions } from './train-options.js';

/** A requested training, before its data is read: the version follows from it. */
export interface TrainingRun {
  options: TrainOptions;
  inputs: ModelInputs;
  offsets: DataOffsets;
  version: string;
  /** Where it goes on if it is stopped; undefined for a model that no one is to serve. */
  plan: NewPlan | RunPlan | undefined;
  store: ModelRegistry;
  /** `DATA/runs/<version>`: checkpoints, curves and `run.json`. */
  folder: string;
  warn: (message: string) => void;
  /** What times of events are checked against: the clock at the run's first start, so that a run that goes on has the same events. */
  clock: EventClock;
  /** Time of the call by `performance.now()`. */
  started: number;
}

/** Names the data: as far as the bus goes now or, if a training that was asked for alike was stopped, what that one named. */
export async function openRun(options: TrainOptions): Promise<TrainingRun> {
  const started = performance.now();
  const warn = options.onWarning ?? (() => undefined);
  const runs = join(options.dataDir, 'runs');
  const size = options.size ?? 'small';
  const bounds = options.eventTimes ?? EVENT_TIME_BOUNDS;
  const asked = inputsOf(options, withChanges(RECIPES[size], options.recipe ?? {}), bounds);
  const request = requestDigest(size, asked);
  // A model for an evaluation alone is one of the data that the evaluation reads.
  const mayGoOn = options.publish !== false && options.data === undefined;
  const stopped = mayGoOn && !options.anew ? await unfinishedPlan(runs, request, options.now) : undefined;
  if (stopped) warn(goesOn(stopped));
  const inputs = stopped?.inputs ?? { ...asked, recipe: await withPassedOver(asked.recipe, options) };
  const offsets = stopped?.offsets ?? (await dataOffsets(options.bus, inputs.recipe, options.archive));
  const version = stopped?.version ?? modelVersion(size, inputs, offsets);
  const folder = join(runs, version);
  const { began = options.now } = await readRunFile(folder);
  return {
    options,
    inputs,
    offsets,
    version,
    plan: stopped ?? (mayGoOn ? { request, version, inputs, offsets, begun: options.now } : undefined),
    store: options.models ?? new ModelStore(join(options.dataDir, 'models')),
    folder,
    clock: { now: began, bounds },
    warn,
    started,
  };
}

const inputsOf = (options: TrainOptions, recipe: TrainingRecipe, bounds: EventTimeBounds): ModelInputs => ({
  tenant: options.tenant ?? DEFAULT_TENANT,
  recipe,
  ...(Object.keys(options.recipe ?? {}).length > 0 ? { asked: options.recipe } : {}),
  seed: options.seed ?? 1,
  place: options.place,
  until: options.until ?? null,
  keep: options.keep?.name ?? null,
  ...(options.maxEvents === undefined ? {} : { maxEvents: options.maxEvents }),
  ...(isDeepStrictEqual(bounds, EVENT_TIME_BOUNDS) ? {} : { eventTimes: bounds }),
  ...(options.archive ? { sampleRule: SAMPLE_RULE } : {}),
});

const goesOn = ({ version, begun }: RunPlan): string =>
  `goes on with the training of ${version}, begun ${new Date(begun).toISOString()}: what came to the bus since is for the next one`;

/** Hard negatives of a position where the log says what was shown, as in the paper. */
const HARD_NEGATIVES = 8;

/**
 * The recipe, with items that were shown and passed over as hard negatives if the log has impressions and nothing else was asked
 * for. Where a step has every item as a candidate, they are negatives already, and impressions need not be read.
 */
export async function withPassedOver(
  recipe: TrainingRecipe,
  { bus, archive, recipe: asked }: Pick<TrainOptions, 'bus' | 'archive' | 'recipe'>,
): Promise<TrainingRecipe> {
  if (asked?.hardNegatives !== undefined || recipe.hardNegatives > 0) return recipe;
  const messages = async (topic: Topic): Promise<number> =>
    (await endsOf(bus, [topic], archive))[topic]!.reduce((sum, [, offset]) => sum + offset, 0);
  // One message or more of features for each item.
  if ((await messages(TOPICS.itemFeatures)) <= recipe.candidates) return recipe;
  return (await messages(TOPICS.impressions)) > 0 ? { ...recipe, hardNegatives: HARD_NEGATIVES } : recipe;
}

/**
 * The manifest of the run's model if it is already stored, with its files checked. Undefined if there is none, or if it is
 * damaged and must be trained again.
 */
export async function storedModel({ store, version, warn }: TrainingRun): Promise<ModelManifest | undefined> {
  if (!(await store.versions()).includes(version)) return undefined;
  try {
    return (await store.load(version)).manifest;
  } catch (error) {
    const again = ['STARS_MODEL_CORRUPT', 'STARS_MODEL_OUTDATED', 'STARS_NOT_FOUND'];
    if (!isStarsError(error) || !again.includes(error.code)) throw error;
    warn(`${error.message}; it is trained anew`);
    return undefined;
  }
}
