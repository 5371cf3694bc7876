import { isStarsError } from '@stars/errors';
import { ADAMW_DEFAULTS, createParameters, type Parameters, StarsTrainer, tf } from '@stars/model';
import type { TrainingRecipe } from '../recipe.js';
import type { TrainingPlan } from '../training-plan.js';
import { CheckpointFile } from './checkpoint.js';
import { Curves } from './curves.js';
import { afterValidation, STOPPING_START, type StoppingState, shouldStop } from './early-stopping.js';
import { EpochCursor } from './epoch-cursor.js';
import type { FitOptions, FitResult } from './fit-options.js';
import {
  bestOfCheckpoint,
  checkpointTensors,
  type FitState,
  parametersOfCheckpoint,
  restoreTrainer,
} from './fit-state.js';
import { RunningMeans } from './running-means.js';
import { ratesAt, type Schedule, scheduleOf } from './schedule.js';
import { type StoredParameters, storeParameters } from './stored-parameters.js';

/** Least time between two progress reports. */
const REPORT_MS = 1000;
/** Most points of a fit's curve. */
const CURVE_POINTS = 1000;

/**
 * Trains from the stage's checkpoint if the run's folder has one, else from scratch; either way the same plan, recipe and
 * seed give the same steps (bit for bit on one thread). The checkpoint stays until the caller stores the result.
 */
export async function fit(plan: TrainingPlan, recipe: TrainingRecipe, options: FitOptions): Promise<FitResult> {
  const run = await FitRun.open(plan, recipe, options);
  try {
    return await run.toTheEnd();
  } finally {
    run.dispose();
  }
}

/** The checkpoint of a stage. */
export const stageCheckpoint = (folder: string, stage: FitOptions['stage']): CheckpointFile<FitState> =>
  new CheckpointFile<FitState>(folder, stage);

type Checkpoint = NonNullable<Awaited<ReturnType<CheckpointFile<FitState>['load']>>>;

class FitRun {
  #step = 0;
  #curveMeans = new RunningMeans();
  #epochMeans = new RunningMeans();
  #stopping: StoppingState = STOPPING_START;
  #best: StoredParameters | undefined;
  #lastValidation: number | undefined;
  readonly #curves: Curves;
  readonly #parameters: Parameters;
  readonly #trainer: StarsTrainer;
  readonly #schedule: Schedule;
  #cursor: EpochCursor;
  #savedAt = performance.now();
  #reportedAt = Number.NEGATIVE_INFINITY;
  #reported = new RunningMeans();

  /** @param found The checkpoint that it goes on from. Errors: `STARS_MODEL_CORRUPT` if it is not of this plan. */
  private constructor(
    private readonly plan: TrainingPlan,
    private readonly recipe: TrainingRecipe,
    private readonly options: FitOptions,
    found?: Checkpoint,
  ) {
    const { stage, seed, folder, onWarning, schedule, scheduleShare = 1 } = options;
    const { config, batches } = plan;
    this.#curves = new Curves(folder, onWarning);
    this.#parameters = found ? parametersOfCheckpoint(config, found.tensors) : createParameters(config, seed);
    const adamW = { ...ADAMW_DEFAULTS, weightDecay: recipe.weightDecay };
    this.#trainer = new StarsTrainer(config, this.#parameters, recipe, seed, adamW);
    if (!found) {
      this.#cursor = EpochCursor.start(batches, seed);
      this.#schedule = schedule ?? scheduleOf(recipe, this.#cursor.length, scheduleShare);
      this.#curves.begin(stage);
      return;
    }
    const { state, tensors } = found;
    restoreTrainer(this.#trainer, state, tensors);
    this.#cursor = EpochCursor.resume(batches, state.cursor);
    this.#schedule = state.schedule;
    this.#step = state.step;
    this.#curveMeans = new RunningMeans(state.curveMeans);
    this.#epochMeans = new RunningMeans(state.epochMeans);
    this.#stopping = state.stopping;
    this.#best = bestOfCheckpoint(config, tensors);
    this.#curves.cut(state.curves);
  }

  static async open(plan: TrainingPlan, recipe: TrainingRecipe, options: FitOptions): Promise<FitRun> {
    const { stage, folder, onWarning } = options;
    const checkpoint = stageCheckpoint(folder, stage);
    try {
      const found = await checkpoint.load();
      if (found) return new FitRun(plan, recipe, options, found);
    } catch (error) {
      if (!isStarsError(error) || error.code !== 'STARS_MODEL_CORRUPT') throw error;
      onWarning(`${error.message}; the ${stage} starts over`);
    }
    await checkpoint.remove();
    return new FitRun(plan, recipe, options);
  }

  async toTheEnd(): Promise<FitResult> {
    const { signal, validation } = this.options;
    while (!this.#finished) {
      if (signal?.aborted) {
        await this.#save();
        signal.throwIfAborted();
      }
      this.#oneStep();
      if (validation && (this.#step % this.#validateEvery === 0 || this.#step === this.#schedule.steps)) {
        await this.#validate(validation);
      }
      if (!this.#finished && this.#checkpointDue) await this.#save();
      await this.#report();
    }
    const stored = this.#best ?? storeParameters(this.plan.config, this.#parameters);
    return {
      parameters: stored,
      means: this.#epochMeans.means(),
      steps: this.#step,
      bestStep: this.#best ? this.#stopping.bestStep : this.#step,
      schedule: this.#schedule,
      ...(this.#stopping.best === undefined ? {} : { best: this.#stopping.best }),
    };
  }

  get #finished(): boolean {
    const patience = this.options.validation?.recipe.patience ?? 0;
    return this.#step >= this.#schedule.steps || shouldStop(this.#stopping, patience);
  }

  /** Steps between two validations. */
  get #validateEvery(): number {
    const every = this.options.validation?.recipe.every ?? 0;
    return every > 0 ? Math.max(1, Math.round(every * this.#schedule.epochSteps)) : Number.POSITIVE_INFINITY;
  }

  get #checkpointDue(): boolean {
    const { everyMs, everySteps } = this.options.checkpoints;
    return performance.now() - this.#savedAt >= everyMs || (everySteps !== undefined && this.#step % everySteps === 0);
  }

  #oneStep(): void {
    if (this.#cursor.done) {
      this.#cursor = this.#cursor.following();
      this.#epochMeans = new RunningMeans();
    }
    const { steps } = this.#schedule;
    const { rate, deltaRate } = ratesAt(this.#step, this.#schedule, this.recipe);
    const batch = this.plan.batches.build(this.#cursor.next(), this.#cursor.random);
    const { terms, ...report } = this.#trainer.step(batch, rate, deltaRate);
    this.#step++;
    for (const means of [this.#curveMeans, this.#epochMeans, this.#reported]) means.add({ ...terms, ...report });
    if (this.#step % Math.ceil(steps / CURVE_POINTS) === 0 || this.#step === steps) {
      this.#addToCurves({ ...this.#curveMeans.take(), learning_rate: rate, delta_learning_rate: deltaRate });
    }
  }

  async #validate({ measure }: NonNullable<FitOptions['validation']>): Promise<void> {
    const values = await measure(this.#parameters);
    this.#lastValidation = values.ndcg;
    const { improved, ...stopping } = afterValidation(this.#stopping, this.#step, values.ndcg);
    this.#stopping = stopping;
    if (improved) this.#best = storeParameters(this.plan.config, this.#parameters);
    this.#addToCurves({ validation_ndcg: values.ndcg, validation_loss: values.loss });
  }

  #addToCurves(values: Record<string, number>): void {
    this.#curves.add({ stage: this.options.stage, step: this.#step, values });
  }

  /** A full disk loses the checkpoint, not the run: the previous one stays, and the next may fit again. */
  async #save(): Promise<void> {
    const { tensors, ...steps } = checkpointTensors(this.plan.config, this.#parameters, this.#trainer, this.#best);
    const state: FitState = {
      ...steps,
      step: this.#step,
      schedule: this.#schedule,
      cursor: this.#cursor.state(),
      curveMeans: this.#curveMeans.snapshot(),
      epochMeans: this.#epochMeans.snapshot(),
      stopping: this.#stopping,
      curves: this.#curves.length,
    };
    try {
      await stageCheckpoint(this.options.folder, this.options.stage).save(state, tensors);
    } catch (error) {
      if (!isStarsError(error) || error.code !== 'STARS_DISK_FULL') throw error;
      this.options.onWarning(`no checkpoint at step ${this.#step}: ${error.message}; training goes on`);
    }
    this.#savedAt = performance.now();
  }

  async #report(): Promise<void> {
    const now = performance.now();
    if (now - this.#reportedAt < REPORT_MS && !this.#finished) return;
    this.#reportedAt = now;
    const { stage, onProgress } = this.options;
    const { best } = this.#stopping;
    onProgress({
      stage,
      step: this.#step,
      steps: this.#schedule.steps,
      epoch: this.#cursor.epoch,
      loss: this.#reported.take()['next'] ?? Number.NaN,
      ...(best === undefined ? {} : { validation: { best, last: this.#lastValidation ?? best } }),
    });
    // A step is synchronous: let timers, signals and heartbeats run.
    await new Promise((resolve) => setImmediate(resolve));
  }

  dispose(): void {
    this.#trainer.disposeOptimiser();
    tf.dispose([...this.#parameters.values()]);
  }
}
