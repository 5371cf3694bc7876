import { ADAMW_DEFAULTS, createParameters, createRandom, oneCycle, type Parameters, StarsTrainer } from '@stars/model';
import type { TrainingRecipe } from './recipe.js';
import type { TrainingPlan } from './training-plan.js';

export interface StepProgress {
  /** From 1. */
  step: number;
  steps: number;
  epoch: number;
  /** Mean of L_next since the last report. */
  loss: number;
  etaMs: number;
}

export interface TrainingResult {
  parameters: Parameters;
  /** Mean L_next and L_gen of the last epoch. */
  nextLoss: number;
  generalLoss: number;
  steps: number;
}

/** How often progress is told, at most. */
const REPORT_MS = 1000;

/** Trains from scratch. The same plan, recipe and seed give the same steps. */
export async function runTraining(
  plan: TrainingPlan,
  recipe: TrainingRecipe,
  seed: number,
  onProgress: (progress: StepProgress) => void,
  signal?: AbortSignal,
): Promise<TrainingResult> {
  const random = createRandom(seed);
  const parameters = createParameters(plan.config, seed);
  const trainer = new StarsTrainer(
    plan.config,
    parameters,
    { generalWeight: recipe.generalWeight, deltaDropout: recipe.deltaDropout },
    seed,
    { ...ADAMW_DEFAULTS, weightDecay: recipe.weightDecay },
  );
  let windows = plan.batches.plan(random);
  const total = windows.length * recipe.epochs;
  const started = performance.now();
  let [step, reported, sum, count] = [0, 0, 0, 0];
  const last = { next: 0, general: 0, steps: 0 };
  for (let epoch = 0; epoch < recipe.epochs; epoch++) {
    if (epoch > 0) windows = plan.batches.plan(random);
    Object.assign(last, { next: 0, general: 0, steps: windows.length });
    for (const step_windows of windows) {
      signal?.throwIfAborted();
      const at = Math.min(step, total - 1);
      const report = trainer.step(
        plan.batches.build(step_windows, random),
        oneCycle(at, total, recipe.learningRate),
        epoch < recipe.deltaFrozenEpochs ? 0 : oneCycle(at, total, recipe.deltaLearningRate),
      );
      step++;
      sum += report.next;
      count++;
      last.next += report.next;
      last.general += report.general;
      const elapsed = performance.now() - started;
      if (elapsed - reported >= REPORT_MS || step === total) {
        reported = elapsed;
        onProgress({
          step,
          steps: total,
          epoch,
          loss: sum / count,
          etaMs: (elapsed / step) * Math.max(0, total - step),
        });
        [sum, count] = [0, 0];
        // A step is synchronous: let timers, signals and heartbeats have their turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
  trainer.disposeOptimiser();
  return {
    parameters,
    nextLoss: last.next / Math.max(1, last.steps),
    generalLoss: last.general / Math.max(1, last.steps),
    steps: step,
  };
}
