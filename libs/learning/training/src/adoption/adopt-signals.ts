import { DEFAULT_TENANT, type EventClock } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import {
  basketRules,
  type FeatureSpec,
  filterLog,
  fitFeatureSpec,
  hash32,
  type InteractionLog,
  type TrainingData,
} from '@stars/features';
import { type ModelArtifact, type ModelRegistry } from '@stars/inference';
import {
  ADAMW_DEFAULTS,
  type OffsetWeights,
  offsetWeights,
  oneCycle,
  parameterValues,
  StarsTrainer,
  tf,
} from '@stars/model';
import { startBackend } from '../backend/backend.js';
import { servedVersion } from '../compare-with-serving.js';
import { loadData, MAX_EVENTS } from '../data/load-data.js';
import { OFFSET_BOUND } from '../defaults/choose-defaults.js';
import { RECIPES } from '../recipe.js';
import { EpochCursor } from '../run/epoch-cursor.js';
import type { ValidationValues } from '../run/fit-options.js';
import { validationSessions } from '../validation-window.js';
import { measureSessions } from '../validator.js';
import { adoptionBatches } from './adoption-batches.js';
import { extendedSpec, extendModel, newSignals } from './extend-model.js';

export interface AdoptOptions {
  bus: EventBus;
  models: ModelRegistry;
  tenant?: string;
  seed?: number;
  /** Steps of training; default 400. */
  steps?: number;
  /** ρ of a model that has no offsets yet; default 0.3. */
  offsetBound?: number;
  /** What times of events are checked against. */
  clock: EventClock;
  /** Data that was already read from the bus. */
  data?: TrainingData;
  /** Called after each step. */
  onStep?: (step: number, steps: number, loss: number) => void;
  onWarning?: (message: string) => void;
  signal?: AbortSignal;
}

export interface AdoptReport {
  /** The model's version. */
  version: string;
  /** Name of the revision, which serves from now on; undefined: the new offsets were no better, and nothing changed. */
  revision: string | undefined;
  /** Holidays and signals of regions that the model did not know before. */
  signals: string[];
  /** Metrics on the next baskets of held-out users: with the offsets that served before, and with the new ones. */
  before: ValidationValues;
  after: ValidationValues;
  sessions: number;
  seconds: number;
}

const STEPS = 400;
/** Measurements during training. PATIENCE of them without a gain end it: a few signals are learned soon, later gains are chance. */
const MEASUREMENTS = 10;
const PATIENCE = 3;
const LEARNING_RATE = 0.01;
/** One of this many users is held out: a signal may be too young to hold out a window of time. */
const HELD_OUT = 5;
const MEASURED_USERS = 500;
/** Measured baskets a user; some may be drawn twice. */
const MEASURED_BASKETS = 4;

/**
 * Adopts signals that came after the model that serves (if none serves, the newest) was trained: its context offsets are trained again and everything else is frozen, so
 * the stored vectors of users and items stay valid (docs/reference/model-equations.md, Offsets). If the new offsets predict the next baskets of
 * held-out users better than those that serve, they become current and gateways load them.
 * Errors: `STARS_NOT_FOUND` (no such model), `STARS_NOT_ENOUGH_DATA`, `STARS_UNAVAILABLE` (no backend that trains),
 * `STARS_USAGE` (the model reads no context), `STARS_DISK_FULL`.
 */
export async function adoptSignals(options: AdoptOptions): Promise<AdoptReport> {
  const started = performance.now();
  const { models, clock, tenant = DEFAULT_TENANT, seed = 1, onWarning = () => undefined } = options;
  startBackend();
  const version = (await servedVersion(options.bus, tenant)) ?? (await newestVersion(models));
  const base = await models.load(version);
  if (base.spec.context === false) throw new StarsError('STARS_USAGE', `model ${version} was trained without context`);
  const data = options.data ?? (await loadData(options.bus, { clock, maxEvents: MAX_EVENTS, tenant, onWarning }));
  const heldOut = (_row: number, user: number): boolean => hash32(data.log.users[user]!) % HELD_OUT === 0;
  const log = filterLog(data.log, (row, user) => !heldOut(row, user));
  if (log.item.length === 0) throw new StarsError('STARS_NOT_ENOUGH_DATA', 'there are no interactions to learn from');

  const { timeZone, country } = base.spec;
  const fitted = fitFeatureSpec(data, data.log, { timeZone, country });
  const spec = extendedSpec(base.spec, fitted);
  const itemRow = new Map(base.itemIds.filter((id) => data.items.has(id)).map((id, row) => [id, row]));
  const sessions = Array.from({ length: MEASURED_BASKETS }, (_, n) =>
    validationSessions(data.log, heldOut, Number.NEGATIVE_INFINITY, itemRow, {
      users: MEASURED_USERS,
      seed: seed + n,
      limit: base.config.maxLength,
      baskets: basketRules(base.spec),
    }),
  ).flat();
  if (sessions.length === 0) onWarning('nothing is held out: the offsets are adopted without a measurement');
  const measure = (offsets: ModelArtifact['offsets']): Promise<ValidationValues> => {
    // A model takes over the weights of its artifact.
    const artifact = { ...base, weights: new Map(base.weights), offsets };
    return measureSessions(artifact, data, [...itemRow.keys()], sessions);
  };
  const before = await measure(base.offsets);
  const measured = (weights: OffsetWeights) => measure({ revision: 'new', spec, weights });
  const { weights, after } = await learnOffsets(base, { spec, data, log, seed, measure: measured }, options);
  const isBetter = sessions.length === 0 || after.loss < before.loss;
  return {
    version,
    revision: isBetter ? await models.saveOffsets(version, { spec, weights }) : undefined,
    signals: newSignals(base.spec, spec),
    before,
    after,
    sessions: sessions.length,
    seconds: (performance.now() - started) / 1000,
  };
}

interface Learning {
  spec: FeatureSpec;
  data: TrainingData;
  log: InteractionLog;
  seed: number;
  measure: (weights: OffsetWeights) => Promise<ValidationValues>;
}

/** Trains the offsets, everything else frozen, and keeps the best measured ones. */
async function learnOffsets(
  base: ModelArtifact,
  { spec, data, log, seed, measure }: Learning,
  { steps = STEPS, offsetBound = OFFSET_BOUND, onStep, signal }: AdoptOptions,
): Promise<{ weights: OffsetWeights; after: ValidationValues }> {
  const { config, parameters } = extendModel(base, spec, offsetBound, seed);
  const { small } = RECIPES;
  const batches = adoptionBatches(base, { config, spec }, data, log, small);
  const trainer = new StarsTrainer(config, parameters, { generalWeight: 0, deltaDropout: 0, only: 'offsets' }, seed, {
    ...ADAMW_DEFAULTS,
    weightDecay: small.weightDecay,
  });
  try {
    let cursor = EpochCursor.start(batches, seed);
    let best: { weights: OffsetWeights; after: ValidationValues } | undefined;
    const measureEvery = Math.ceil(steps / MEASUREMENTS);
    for (let step = 0, worse = 0; step < steps && worse < PATIENCE; step++) {
      signal?.throwIfAborted();
      if (cursor.done) cursor = cursor.following();
      const batch = batches.build(cursor.next(), cursor.random);
      // A model without learned time weights keeps none: only signals are adopted.
      if (base.config.offsetBound === 0) batch.request?.time.fill(0);
      const { next } = trainer.step(batch, oneCycle(step, steps, LEARNING_RATE), 0);
      onStep?.(step + 1, steps, next);
      // A step is synchronous: let timers and signals run.
      await new Promise((resolve) => setImmediate(resolve));
      if ((step + 1) % measureEvery !== 0 && step + 1 < steps) continue;
      const weights = offsetWeights(config, parameterValues(parameters))!;
      const after = await measure(weights);
      const isBest = best === undefined || after.loss < best.after.loss;
      worse = isBest ? 0 : worse + 1;
      // If nothing can be measured, the last step is as good as any.
      if (isBest || Number.isNaN(after.loss)) best = { weights, after };
    }
    return best!;
  } finally {
    trainer.disposeOptimiser();
    tf.dispose([...parameters.values()]);
  }
}

async function newestVersion(store: ModelRegistry): Promise<string> {
  let newest: { version: string; created: number } | undefined;
  for (const version of await store.versions()) {
    const created = (await store.manifest(version)).createdTime?.getTime() ?? 0;
    if (!newest || created > newest.created) newest = { version, created };
  }
  if (!newest) throw new StarsError('STARS_NOT_FOUND', 'there is no model whose offsets could be trained');
  return newest.version;
}
