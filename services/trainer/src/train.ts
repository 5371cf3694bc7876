import { join } from 'node:path';
import {
  DEFAULT_TENANT,
  encodeModelManifest,
  type ModelComparison,
  type ModelManifest,
  TOPICS,
} from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { filterLog, type InteractionLog, type TrainingData } from '@stars/features';
import { type BackendInfo, DISCOVERY_REPEATS, type ItemSignalWeight, ModelStore, startBackend } from '@stars/inference';
import type { SizeName } from '@stars/model';
import { artifactOf, endOf, manifestOf } from './artifact.js';
import { compareWithServing, servedVersion } from './compare-with-serving.js';
import { loadData, MAX_EVENTS } from './data/load-data.js';
import { chooseDefaults } from './defaults/choose-defaults.js';
import { shapeOf } from './defaults/data-shape.js';
import { itemSignalsOf } from './item-signals/learn-item-signals.js';
import { jointArtifactOf } from './joint/joint-artifact.js';
import { type JointProgress, type LearnedJoint, trainJoint } from './joint/train-joint.js';
import { dataOffsets, modelVersion } from './model-version.js';
import { popularityOf } from './popularity.js';
import { RECIPES, type TrainingRecipe } from './recipe.js';
import type { CheckpointInterval, StepProgress } from './run/fit-options.js';
import { reasonOf, writeRunFile } from './run/run-file.js';
import { type FirstFit, removeCheckpoints, type StagesResult, trainInStages } from './training-stages.js';

export interface TrainProgress {
  stage: 'load' | 'prepare' | 'train' | 'joint' | 'publish';
  /** In `joint`. */
  joint?: JointProgress;
  /** In `train`. */
  fit?: StepProgress;
  /** In `load`: messages read so far of the topic. */
  topic?: string;
  messages?: number;
}

export interface TrainOptions {
  bus: EventBus;
  dataDir: string;
  place: { timeZone: string; country: string };
  tenant?: string;
  size?: SizeName;
  /** Goes before what is chosen for the data, which goes before the size's own recipe. */
  recipe?: Partial<TrainingRecipe>;
  seed?: number;
  /** Interactions at or after this (ms) are not looked at. */
  until?: number;
  /** Which rows of the log may be looked at, beside `until`: a split that holds single events out. */
  keep?: { name: string; rows: (log: InteractionLog) => (row: number, user: number) => boolean };
  /** Whether gateways may serve the model. A model for an evaluation only is not announced. */
  publish?: boolean;
  /** Data that was loaded already; it is not read again. */
  data?: TrainingData;
  /** How often a checkpoint is written; default every two minutes. */
  checkpoints?: CheckpointInterval;
  /** Where the recipe validates: told of the model that has not seen the window, before the refit. */
  onFirstFit?: (fit: FirstFit) => Promise<void>;
  /** What a person should know and what does not end the run. */
  onWarning?: (message: string) => void;
  /** Events that are held in memory, at most: the newest. Default 10 million; `data` is taken as it is. */
  maxEvents?: number;
  /** What "created" says, ms since 1970. */
  now: number;
  onProgress?: (progress: TrainProgress) => void;
  /** Told of every message on the bus that cannot be read; it is left out. */
  onPoison?: (error: StarsError) => void;
  signal?: AbortSignal;
}

export interface TrainReport {
  version: string;
  manifestPath: string;
  /** Where the run's curves are. */
  runFolder: string;
  manifest: ModelManifest;
  /** True where a model of the same data, recipe and seed was there already. */
  reused: boolean;
  /** What was chosen for the data, and why, in words; empty where nothing was. */
  why: string;
  metrics: Record<string, number>;
  seconds: number;
  peakRssBytes: number;
  backend?: BackendInfo;
}

const CHECKPOINTS: CheckpointInterval = { everyMs: 120_000 };

/**
 * Trains STARS on what is on the bus and publishes its manifest. The version is a digest of everything that
 * determines the model, so that asking twice trains once. A run that was killed goes on from its last checkpoint, which
 * lies in `DATA/runs/<version>`; checkpoints go when the model is stored, curves stay.
 * Errors: `STARS_NOT_ENOUGH_DATA`, `STARS_DISK_FULL`, `STARS_UNAVAILABLE` (no backend that trains).
 */
export async function train(options: TrainOptions): Promise<TrainReport> {
  const started = performance.now();
  const inputs = {
    tenant: options.tenant ?? DEFAULT_TENANT,
    recipe: { ...RECIPES[options.size ?? 'small'], ...options.recipe },
    seed: options.seed ?? 1,
    place: options.place,
    until: options.until ?? null,
    keep: options.keep?.name ?? null,
    ...(options.maxEvents === undefined ? {} : { maxEvents: options.maxEvents }),
  };
  const { tenant, seed } = inputs;
  const store = new ModelStore(join(options.dataDir, 'models'));
  const offsets = await dataOffsets(options.bus, inputs.recipe);
  const version = modelVersion(options.size ?? 'small', inputs, offsets);
  const runFolder = join(options.dataDir, 'runs', version);
  const warn = options.onWarning ?? (() => undefined);
  const finish = async (
    manifest: ModelManifest,
    reused: boolean,
    why: string,
    backend?: BackendInfo,
  ): Promise<TrainReport> => {
    if (options.publish !== false) {
      options.onProgress?.({ stage: 'publish' });
      await options.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
    }
    await removeCheckpoints(runFolder);
    return {
      version,
      manifestPath: join(store.pathOf(version), 'manifest.json'),
      runFolder,
      manifest,
      reused,
      why,
      metrics: manifest.metrics,
      seconds: (performance.now() - started) / 1000,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
      ...(backend ? { backend } : {}),
    };
  };
  const existing = await wholeModel(store, version, warn);
  if (existing) return finish(existing, true, await reasonOf(runFolder));
  await store.removeDrafts();

  const backend = await startBackend();
  if (!backend.trains) throw new StarsError('STARS_UNAVAILABLE', `the ${backend.name} backend cannot train`);
  const data = options.data ?? (await load(options, tenant, inputs.recipe, warn));
  options.onProgress?.({ stage: 'prepare' });
  const rows = options.keep?.rows(data.log);
  const until = options.until ?? Number.POSITIVE_INFINITY;
  const keep = (row: number, user: number): boolean => data.log.time[row]! < until && (rows?.(row, user) ?? true);
  const shape = shapeOf(data, keep, until);
  const chosen = chooseDefaults(shape, options.size ?? 'small', inputs.recipe);
  const recipe = { ...inputs.recipe, ...chosen.recipe, ...options.recipe };
  const { why } = chosen;
  await writeRunFile(runFolder, { version, ...inputs, recipe, why, shape, offsets, backend });
  // Where people look for what is new, there is nothing to weigh it against: the model's own lists are served.
  const joint = shape.repeatShare < DISCOVERY_REPEATS ? undefined : recipe.joint;
  let learned: LearnedJoint | undefined;
  let comparison: ModelComparison | undefined;
  const serving = options.publish === false ? undefined : await servedVersion(options.bus, tenant);
  let itemSignals: ItemSignalWeight[] | undefined;
  const onFirstFit = async (fitted: FirstFit): Promise<void> => {
    const allowed = { ...data, log: filterLog(data.log, keep) };
    itemSignals = await itemSignalsOf(fitted, allowed, options.place.timeZone, recipe.minItemCount, seed);
    const first = { ...fitted, artifact: () => ({ ...fitted.artifact(), ...(itemSignals ? { itemSignals } : {}) }) };
    if (joint) {
      learned = await trainJoint(
        allowed,
        first,
        options.place.timeZone,
        { ...joint, minItemCount: recipe.minItemCount },
        seed,
        (progress) => options.onProgress?.({ stage: 'joint', joint: progress }),
        options.signal,
      );
      if (!learned) warn('too few sessions lie in the held-out window: no joint ranking is learned');
    }
    if (serving !== undefined) comparison = await compareWithServing(store, serving, data, keep, first, seed, warn);
    await options.onFirstFit?.(first);
  };
  const result = await trainInStages(data, recipe, keep, {
    seed,
    folder: runFolder,
    place: options.place,
    checkpoints: options.checkpoints ?? CHECKPOINTS,
    now: Date.now,
    onProgress: (fit) => options.onProgress?.({ stage: 'train', fit }),
    onWarning: warn,
    onFirstFit,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const { plan, fit } = result;
  const manifest = await store.save(
    artifactOf(
      plan,
      data,
      recipe,
      fit.parameters,
      popularityOf(plan.log, endOf(plan.log)),
      learned && joint ? jointArtifactOf(learned, plan, data, options.place.timeZone, joint) : undefined,
      itemSignals,
    ),
    manifestOf(
      { version, tenant, created: options.now },
      data,
      plan,
      {
        ...metricsOf(result, recipe),
        repeat_share: shape.repeatShare,
        train_seconds: (performance.now() - started) / 1000,
      },
      comparison,
    ),
  );
  return finish(manifest, false, why, backend);
}

/** The stored model, its files checked; undefined where there is none, or where it is damaged and must be made anew. */
async function wholeModel(
  store: ModelStore,
  version: string,
  warn: (message: string) => void,
): Promise<ModelManifest | undefined> {
  if (!(await store.versions()).includes(version)) return undefined;
  try {
    return (await store.load(version)).manifest;
  } catch (error) {
    if (!isStarsError(error) || !['STARS_MODEL_CORRUPT', 'STARS_NOT_FOUND'].includes(error.code)) throw error;
    warn(`${error.message}; it is trained anew`);
    return undefined;
  }
}

function load(
  options: TrainOptions,
  tenant: string,
  recipe: TrainingRecipe,
  onWarning: (message: string) => void,
): Promise<TrainingData> {
  return loadData(options.bus, {
    dataDir: options.dataDir,
    maxEvents: options.maxEvents ?? MAX_EVENTS,
    tenant,
    impressions: recipe.hardNegatives > 0,
    onProgress: (topic, messages) => options.onProgress?.({ stage: 'load', topic, messages }),
    onWarning,
    ...(options.onPoison ? { onPoison: options.onPoison } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  });
}

function metricsOf({ fit, validation }: StagesResult, recipe: TrainingRecipe): Record<string, number> {
  const { next, general } = fit.means;
  return {
    loss_next: next ?? Number.NaN,
    loss_general: general ?? Number.NaN,
    steps: fit.bestStep,
    ...(validation
      ? {
          validation_metric: validation.best,
          [`validation_${recipe.validation!.metric}`]: validation.best,
          validation_from: validation.from,
          validation_steps: validation.steps,
          validation_best_step: validation.bestStep,
        }
      : {}),
  };
}
