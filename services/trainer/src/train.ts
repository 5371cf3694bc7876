import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DEFAULT_TENANT, encodeModelManifest, type ModelManifest, TOPICS, type Topic } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { type InteractionLog, loadTrainingData, type TrainingData } from '@stars/features';
import { type BackendInfo, ModelStore, type StoredTensor, startBackend } from '@stars/inference';
import { parameterSpecs, type SizeName, tf } from '@stars/model';
import { popularityOf } from './popularity.js';
import { RECIPES, type TrainingRecipe } from './recipe.js';
import { planTraining, type TrainingPlan } from './training-plan.js';
import { runTraining, type StepProgress, type TrainingResult } from './training-run.js';

export interface TrainProgress extends Partial<StepProgress> {
  stage: 'load' | 'prepare' | 'train' | 'publish';
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
  manifest: ModelManifest;
  /** True where a model of the same data, recipe and seed was there already. */
  reused: boolean;
  metrics: Record<string, number>;
  seconds: number;
  peakRssBytes: number;
  backend?: BackendInfo;
}

/** Raised whenever the code would make another model of the same data, recipe and seed. */
const TRAINER_VERSION = 2;

const DATA_TOPICS: Topic[] = [TOPICS.interactions, TOPICS.itemFeatures, TOPICS.users, TOPICS.context];

/**
 * Trains STARS on what is on the bus and publishes its manifest. The version is a digest of everything that
 * determines the model, so that asking twice trains once.
 * Errors: `STARS_NOT_ENOUGH_DATA`, `STARS_DISK_FULL`, `STARS_UNAVAILABLE` (no backend that trains).
 */
export async function train(options: TrainOptions): Promise<TrainReport> {
  const started = performance.now();
  const tenant = options.tenant ?? DEFAULT_TENANT;
  const seed = options.seed ?? 1;
  const recipe: TrainingRecipe = { ...RECIPES[options.size ?? 'small'], ...options.recipe };
  const store = new ModelStore(join(options.dataDir, 'models'));
  const version = await versionOf(options, tenant, recipe, seed);
  const finish = async (manifest: ModelManifest, reused: boolean, backend?: BackendInfo): Promise<TrainReport> => {
    if (options.publish !== false) {
      options.onProgress?.({ stage: 'publish' });
      await options.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
    }
    return {
      version,
      manifestPath: join(store.pathOf(version), 'manifest.json'),
      manifest,
      reused,
      metrics: manifest.metrics,
      seconds: (performance.now() - started) / 1000,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
      ...(backend ? { backend } : {}),
    };
  };
  if ((await store.versions()).includes(version)) return finish(await store.manifest(version), true);
  await store.removeDrafts();

  const backend = await startBackend();
  if (!backend.trains) throw new StarsError('STARS_UNAVAILABLE', `the ${backend.name} backend cannot train`);
  const data =
    options.data ??
    (await loadTrainingData(
      (topic) => options.bus.read({ topic, ...(options.signal ? { signal: options.signal } : {}) }),
      {
        tenant,
        onProgress: (topic, messages) => options.onProgress?.({ stage: 'load', topic, messages }),
        ...(options.onPoison ? { onPoison: options.onPoison } : {}),
        ...(options.signal ? { signal: options.signal } : {}),
      },
    ));
  options.onProgress?.({ stage: 'prepare' });
  const rows = options.keep?.rows(data.log);
  const until = options.until ?? Number.POSITIVE_INFINITY;
  const plan = planTraining(
    data,
    recipe,
    options.place,
    (row, user) => data.log.time[row]! < until && (rows?.(row, user) ?? true),
  );
  const result = await runTraining(
    plan,
    recipe,
    seed,
    (progress) => options.onProgress?.({ stage: 'train', ...progress }),
    options.signal,
  );
  const manifest = await store.save(
    artifactOf(plan, result, recipe),
    manifestOf(version, tenant, options, data, plan, result, (performance.now() - started) / 1000),
  );
  tf.dispose([...result.parameters.values()]);
  return finish(manifest, false, backend);
}

async function versionOf(options: TrainOptions, tenant: string, recipe: TrainingRecipe, seed: number): Promise<string> {
  const offsets: Record<string, [number, number][]> = {};
  for (const topic of DATA_TOPICS) offsets[topic] = [...(await options.bus.endOffsets(topic))];
  const { place, until, keep } = options;
  const inputs = {
    trainer: TRAINER_VERSION,
    tenant,
    recipe,
    seed,
    offsets,
    place,
    until: until ?? null,
    keep: keep?.name ?? null,
  };
  const digest = createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 12);
  return `${options.size ?? 'small'}-${digest}`;
}

function artifactOf(plan: TrainingPlan, result: TrainingResult, recipe: TrainingRecipe) {
  const weights = new Map<string, StoredTensor>();
  for (const { name, shape } of parameterSpecs(plan.config)) {
    weights.set(name, { shape, values: result.parameters.get(name)!.dataSync() as Float32Array });
  }
  return {
    config: plan.config,
    spec: plan.spec,
    reduction: plan.items.reduction,
    itemIds: plan.items.ids,
    hasDelta: Int32Array.from(plan.items.counts, (count) => (count >= recipe.deltaMinCount ? 1 : 0)),
    popularity: popularityOf(plan.log, endOf(plan.log)),
    weights,
  };
}

/** The moment after the last event, ms. */
function endOf(log: InteractionLog): number {
  let last = 0;
  for (const time of log.time) if (time > last) last = time;
  return last + 1;
}

function manifestOf(
  version: string,
  tenant: string,
  options: TrainOptions,
  data: TrainingData,
  plan: TrainingPlan,
  result: TrainingResult,
  seconds: number,
): Omit<ModelManifest, 'files' | 'config'> {
  let first = Number.POSITIVE_INFINITY;
  for (const time of plan.log.time) if (time < first) first = time;
  const sample = data.items.get(plan.items.ids[0]!)!;
  return {
    tenantId: tenant,
    version,
    createdTime: new Date(options.now),
    servingWidth: plan.config.servingWidth,
    itemCount: plan.items.ids.length,
    dataFrom: new Date(first),
    dataUntil: new Date(endOf(plan.log)),
    metrics: {
      loss_next: result.nextLoss,
      loss_general: result.generalLoss,
      steps: result.steps,
      interactions: plan.log.item.length,
      users: plan.log.users.length,
      train_seconds: seconds,
    },
    embeddingModel: sample.embeddingModel,
    tagVocabularyVersion: sample.tagVocabularyVersion,
    signals: [
      ...plan.spec.holidays.map((name) => ({ name, scope: 'holiday', width: 1 })),
      ...plan.spec.itemSignals.map(({ name, values }) => ({ name, scope: 'item', width: values.length + 1 })),
      ...plan.spec.regionNumbers.map(({ name }) => ({ name, scope: 'region', width: 1 })),
      ...plan.spec.regionCategories.map(({ name, values }) => ({ name, scope: 'region', width: values.length })),
    ],
    timeZone: plan.spec.timeZone,
  };
}
