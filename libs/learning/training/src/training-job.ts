import type { TrainingData } from '@stars/features';
import { type BackendInfo, startBackend } from './backend/backend.js';
import { servedVersion } from './compare-with-serving.js';
import { loadData, MAX_EVENTS } from './data/load-data.js';
import { chooseRecipe } from './defaults/choose-recipe.js';
import type { DataShape } from './defaults/data-shape.js';
import type { CheckpointInterval } from './run/fit-options.js';
import { writeRunFile } from './run/run-file.js';
import { digestOf, isBegun, writePlan } from './run/run-plan.js';
import type { TrainingRun } from './training-run.js';
import { type FitJob, removeCheckpoints } from './training-stages.js';

/** The work of a training: its data, and the recipe that was chosen for it. */
export interface TrainingJob extends FitJob {
  run: TrainingRun;
  backend: BackendInfo;
  /** Why this recipe was chosen, in words. */
  why: string;
  shape: DataShape;
  /** The version that served when the training began; undefined if the new one may not be served. */
  serving: string | undefined;
}

const CHECKPOINTS: CheckpointInterval = { everyMs: 120_000 };

/** Loads the data, chooses the recipe for it, and writes both down in the run's folder. */
export async function prepareJob(run: TrainingRun): Promise<TrainingJob> {
  const { options, inputs, version, offsets, folder, clock, warn } = run;
  const backend = startBackend();
  const data = await dataOf(run);
  await keepPlan(run, data);
  options.onProgress?.({ stage: 'prepare' });
  const until = options.until ?? Number.POSITIVE_INFINITY;
  const rows = options.keep?.rows(data.log);
  const keep = (row: number, user: number): boolean => data.log.time[row]! < until && (rows?.(row, user) ?? true);
  const { size = 'small', recipe: asked } = options;
  const { recipe, shape, ...chosen } = chooseRecipe(data, keep, size, inputs.recipe, asked, until);
  const learnsShown = recipe.hardNegatives > 0 && data.impressions?.empty === false;
  const why = learnsShown ? `${chosen.why} Items that were shown and passed over are negatives.` : chosen.why;
  const { sample } = data;
  await writeRunFile(folder, { version, began: clock.now, ...inputs, recipe, why, shape, offsets, sample, backend });
  return {
    run,
    backend,
    data,
    keep,
    recipe,
    why,
    shape,
    serving: options.publish === false ? undefined : await servedVersion(options.bus, inputs.tenant),
    place: options.place,
    fitting: {
      seed: inputs.seed,
      folder,
      checkpoints: options.checkpoints ?? CHECKPOINTS,
      onProgress: (fit) => options.onProgress?.({ stage: 'train', fit }),
      onWarning: warn,
      signal: options.signal,
    },
  };
}

/** Stores the plan before the first checkpoint. Checkpoints of other data are of no use. */
async function keepPlan({ plan, folder, version, warn }: TrainingRun, data: TrainingData): Promise<void> {
  if (!plan) return;
  const digest = digestOf(data);
  if (isBegun(plan) && plan.data !== digest) {
    warn(`the data of ${version} changed since it was stopped, such as by a deletion; it starts over`);
    await removeCheckpoints(folder);
  }
  const { items, sample } = data;
  await writePlan(folder, { ...plan, items: [...items.keys()], data: digest, ...(sample ? { sample } : {}) });
}

/** What was read already, or what is on the bus; with the impressions if the recipe learns from them. */
async function dataOf(run: TrainingRun): Promise<TrainingData> {
  const { data } = run.options;
  if (!data) return load(run);
  if (run.inputs.recipe.hardNegatives === 0 || data.impressions) return data;
  const { impressions } = await load(run);
  return { ...data, ...(impressions ? { impressions } : {}) };
}

/** What is there of the run's data; of a training that goes on, the items that it began with. */
async function load({ options, inputs, offsets, plan, clock, warn }: TrainingRun): Promise<TrainingData> {
  const { archive, onPoison, signal } = options;
  const begun = plan && isBegun(plan) ? plan : undefined;
  const data = await loadData(options.bus, {
    ends: offsets,
    // The archive may have more by now: what the plan's training had counts.
    archive: archive && { archive, ends: offsets, seed: inputs.seed, sample: begun && (begun.sample ?? null) },
    maxEvents: options.maxEvents ?? MAX_EVENTS,
    tenant: inputs.tenant,
    clock,
    impressions: inputs.recipe.hardNegatives > 0,
    onProgress: (topic, messages) => options.onProgress?.({ stage: 'load', topic, messages }),
    onWarning: warn,
    ...{ onPoison, signal },
  });
  if (!begun) return data;
  const items = begun.items.flatMap((id) => {
    const features = data.items.get(id);
    return features ? [[id, features] as const] : [];
  });
  return { ...data, items: new Map(items) };
}
