import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  DEFAULT_TENANT,
  EVENT_TIME_BOUNDS,
  type EventClock,
  type ModelManifest,
  TOPICS,
  type Topic,
} from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { ModelStore } from '@stars/inference';
import { type DataOffsets, dataOffsets, type ModelInputs, modelVersion } from './model-version.js';
import { RECIPES, type TrainingRecipe } from './recipe.js';
import { readRunFile } from './run/run-file.js';
import type { TrainOptions } from './train-options.js';

/** A requested training, before its data is read: the version follows from it. */
export interface TrainingRun {
  options: TrainOptions;
  inputs: ModelInputs;
  offsets: DataOffsets;
  version: string;
  store: ModelStore;
  /** `DATA/runs/<version>`: checkpoints, curves and `run.json`. */
  folder: string;
  warn: (message: string) => void;
  /** What times of events are checked against: the clock at the run's first start, so that a run that goes on has the same events. */
  clock: EventClock;
  /** Time of the call by `performance.now()`. */
  started: number;
}

export async function openRun(options: TrainOptions): Promise<TrainingRun> {
  const started = performance.now();
  const size = options.size ?? 'small';
  const bounds = options.eventTimes ?? EVENT_TIME_BOUNDS;
  const inputs: ModelInputs = {
    tenant: options.tenant ?? DEFAULT_TENANT,
    recipe: await withPassedOver({ ...RECIPES[size], ...options.recipe }, options),
    seed: options.seed ?? 1,
    place: options.place,
    until: options.until ?? null,
    keep: options.keep?.name ?? null,
    ...(options.maxEvents === undefined ? {} : { maxEvents: options.maxEvents }),
    ...(isDeepStrictEqual(bounds, EVENT_TIME_BOUNDS) ? {} : { eventTimes: bounds }),
  };
  const offsets = await dataOffsets(options.bus, inputs.recipe);
  const version = modelVersion(size, inputs, offsets);
  const folder = join(options.dataDir, 'runs', version);
  const { began = options.now } = await readRunFile(folder);
  return {
    options,
    inputs,
    offsets,
    version,
    store: new ModelStore(join(options.dataDir, 'models')),
    folder,
    clock: { now: began, bounds },
    warn: options.onWarning ?? (() => undefined),
    started,
  };
}

/** Hard negatives of a position where the log says what was shown, as in the paper. */
const HARD_NEGATIVES = 8;

/**
 * The recipe, with items that were shown and passed over as hard negatives if the log has impressions and nothing else was asked
 * for. Where a step has every item as a candidate, they are negatives already, and impressions need not be read.
 */
export async function withPassedOver(
  recipe: TrainingRecipe,
  { bus, recipe: asked }: Pick<TrainOptions, 'bus' | 'recipe'>,
): Promise<TrainingRecipe> {
  if (asked?.hardNegatives !== undefined || recipe.hardNegatives > 0) return recipe;
  const messages = async (topic: Topic): Promise<number> =>
    [...(await bus.endOffsets(topic)).values()].reduce((sum, offset) => sum + offset, 0);
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
