import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_TENANT, type EventClock } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import type { TargetKind, TrainingData } from '@stars/features';
import type { SizeName } from '@stars/model';
import {
  type CheckpointInterval,
  chooseRecipe,
  DEFAULTS_VERSION,
  dataOffsets,
  fit,
  holdOut,
  loadData,
  MAX_EVENTS,
  RECIPES,
  type RecipeChanges,
  type StepProgress,
  startBackend,
  type TrainingRecipe,
  VALIDATION_DEFAULTS,
  validatorOf,
  withChanges,
  withPassedOver,
  writeRunFile,
} from '@stars/training';
import { JsonLines } from '../json-lines.js';
import { drawChanges, type SearchSpace } from './search-space.js';
import { promoted, rungsOf } from './successive-halving.js';
import type { TrialResult } from './trial-result.js';

export interface SearchOptions {
  bus: EventBus;
  /** Default: `default`. */
  tenant?: string;
  dataDir: string;
  place: { timeZone: string; country: string };
  size: SizeName;
  /** Absent: chosen by the log. */
  target?: TargetKind;
  space: SearchSpace;
  trials: number;
  seed: number;
  /** No trial begins after this working time, earlier attempts included; absent: all run. */
  budgetMs?: number;
  /** Interactions at or after this (ms) are ignored. */
  until?: number;
  /** Most events held in memory: the newest. */
  maxEvents?: number;
  /** What times of events are checked against. */
  clock: EventClock;
  checkpoints?: CheckpointInterval;
  onProgress?: (progress: SearchProgress) => void;
  onWarning?: (message: string) => void;
  signal?: AbortSignal;
}

export interface SearchProgress {
  stage: 'load' | 'trial';
  topic?: string;
  messages?: number;
  trial?: number;
  /** Trials done, earlier attempts included, and trials of all rounds. */
  done?: number;
  total?: number;
  fit?: StepProgress;
}

export interface SearchReport {
  id: string;
  folder: string;
  /** Finished trials in the order of their work. */
  results: TrialResult[];
  /** The best of the last round that has results. */
  best?: TrialResult;
  /** A file that `train` accepts as its recipe. */
  bestRecipePath?: string;
  /** Whether every round is done. */
  finished: boolean;
}

/**
 * Random search with successive halving for a size's recipe, by the validation metric on the end of the log. The seed draws
 * everything. Finished trials are in `DATA/searches/<id>/trials.jsonl` and never run again; a killed trial resumes from its
 * checkpoint.
 * Errors: `STARS_NOT_ENOUGH_DATA`, `STARS_DISK_FULL`, `STARS_UNAVAILABLE` (no backend that trains).
 */
export async function searchRecipes(options: SearchOptions): Promise<SearchReport> {
  const { bus, size, target, space, seed, trials, place, until, signal } = options;
  const warn = options.onWarning ?? (() => undefined);
  const rungs = rungsOf(trials);
  const sized = await withPassedOver({ ...RECIPES[size], ...(target ? { target } : {}) }, { bus });
  const inputs = {
    size,
    base: sized,
    defaults: DEFAULTS_VERSION,
    space,
    seed,
    trials,
    rungs,
    place,
    until: until ?? null,
    maxEvents: options.maxEvents,
  };
  const offsets = await dataOffsets(bus, sized);
  const digest = createHash('sha256').update(JSON.stringify({ ...inputs, offsets }));
  const id = `${size}-${digest.digest('hex').slice(0, 12)}`;
  const folder = join(options.dataDir, 'searches', id);
  const backend = startBackend();
  await writeRunFile(folder, { id, ...inputs, offsets, backend });
  const file = new JsonLines<TrialResult>(join(folder, 'trials.jsonl'));
  const results = file.rows();
  const total = rungs.reduce((sum, rung) => sum + rung.trials, 0);
  let data: TrainingData | undefined;
  let base: TrainingRecipe | undefined;
  let spent = results.reduce((sum, { seconds }) => sum + seconds * 1000, 0);
  let going = Array.from({ length: trials }, (_, trial) => trial);
  let finished = true;
  for (const [round, { share }] of rungs.entries()) {
    if (round > 0)
      going = promoted(
        results.filter((result) => result.round === round - 1),
        rungs[round]!.trials,
      );
    for (const trial of going) {
      if (results.some((result) => result.trial === trial && result.round === round)) continue;
      if (options.budgetMs !== undefined && spent >= options.budgetMs) {
        finished = false;
        continue;
      }
      data ??= await load(sized, options, warn);
      const before = until ?? Number.POSITIVE_INFINITY;
      const { log } = data;
      base ??= chooseRecipe(data, (row) => log.time[row]! < before, size, sized, {}, before).recipe;
      const result = await runTrial(
        data,
        base,
        { trial, round, share, folder, done: results.length, total },
        options,
        warn,
      );
      signal?.throwIfAborted();
      file.add(result);
      results.push(result);
      spent += result.seconds * 1000;
    }
    if (!finished) break;
  }
  const best = bestOf(results);
  if (best) await writeRunFile(folder, best.changes, 'best-recipe.json');
  return {
    id,
    folder,
    results,
    finished,
    ...(best ? { best, bestRecipePath: join(folder, 'best-recipe.json') } : {}),
  };
}

/** The best of the longest trials: results of different shares cannot be compared. */
function bestOf(results: readonly TrialResult[]): TrialResult | undefined {
  const worked = results.filter(({ metric }) => metric !== null);
  const last = Math.max(...worked.map(({ round }) => round));
  const round = worked.filter((result) => result.round === last);
  const [trial] = promoted(round, 1);
  return round.find((result) => result.trial === trial);
}

function load(
  sized: TrainingRecipe,
  options: SearchOptions,
  onWarning: (message: string) => void,
): Promise<TrainingData> {
  return loadData(options.bus, {
    maxEvents: options.maxEvents ?? MAX_EVENTS,
    tenant: options.tenant ?? DEFAULT_TENANT,
    clock: options.clock,
    impressions: sized.hardNegatives > 0 || 'hardNegatives' in options.space,
    onProgress: (topic, messages) => options.onProgress?.({ stage: 'load', topic, messages }),
    onWarning,
    ...(options.signal ? { signal: options.signal } : {}),
  });
}

interface Trial {
  trial: number;
  round: number;
  share: number;
  folder: string;
  done: number;
  total: number;
}

async function runTrial(
  data: TrainingData,
  base: TrainingRecipe,
  { trial, round, share, folder, done, total }: Trial,
  options: SearchOptions,
  warn: (message: string) => void,
): Promise<TrialResult> {
  const started = performance.now();
  const { space, seed, place, signal, until = Number.POSITIVE_INFINITY } = options;
  const changes = drawChanges(space, seed, trial);
  const own = join(folder, `trial-${trial}-round-${round}`);
  const head = { trial, round, share, changes };
  const seconds = (): number => (performance.now() - started) / 1000;
  try {
    const recipe = recipeOf(base, changes);
    const held = holdOut(data, recipe, (row) => data.log.time[row]! < until, { place, seed, onWarning: warn });
    if (!held) throw new StarsError('STARS_NOT_ENOUGH_DATA', 'there is nothing to validate a search on');
    const measure = validatorOf(data, recipe, held);
    let values = { ndcg: 0, loss: 0 };
    const result = await fit(held.plan, recipe, {
      stage: 'fit',
      seed,
      folder: own,
      scheduleShare: share,
      checkpoints: options.checkpoints ?? { everyMs: 120_000 },
      validation: {
        recipe: recipe.validation!,
        measure: async (parameters) => {
          values = await measure(parameters);
          return values;
        },
      },
      onProgress: (progress) => options.onProgress?.({ stage: 'trial', trial, done, total, fit: progress }),
      onWarning: warn,
      ...(signal ? { signal } : {}),
    });
    await rm(own, { recursive: true, force: true });
    return { ...head, metric: result.best ?? null, ...values, steps: result.steps, seconds: seconds() };
  } catch (error) {
    // A recipe that diverges or is impossible is a result; any other error ends the search.
    if (isStarsError(error) || signal?.aborted || !isFailure(error)) throw error;
    await rm(own, { recursive: true, force: true });
    const failure = (error as Error).message;
    return { ...head, metric: null, ndcg: null, loss: null, steps: 0, seconds: seconds(), failure };
  }
}

const isFailure = (error: unknown): boolean =>
  error instanceof RangeError || (error instanceof Error && error.message.startsWith('the loss became'));

/** A trial's recipe: it validates once, at its end, and never trains twice. */
function recipeOf(base: TrainingRecipe, changes: RecipeChanges): TrainingRecipe {
  const recipe = withChanges(base, changes);
  const validation = { ...(recipe.validation ?? VALIDATION_DEFAULTS), every: 0, patience: 0, refit: false };
  return { ...recipe, validation };
}
