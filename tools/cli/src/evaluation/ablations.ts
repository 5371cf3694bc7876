import {
  ABLATION_DEPTHS,
  ABLATION_HEADS,
  type AblationHead,
  type AblationLists,
  type AblationRow,
  type AblationTable,
  type AblationVariant,
  ablationRows,
  type KeptLists,
  rankAndMeasure,
  starsRankers,
} from '@stars/evaluation';
import type { EventBus } from '@stars/event-bus';
import type { TrainingData } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import { type EvaluationSet, identifiedBy, modelForEvaluation, type RankedSessions } from '@stars/replay';
import type { DataFolder } from '../data-folder.js';
import type { Progress } from '../progress.js';
import type { SizeName } from '../size-option.js';
import { type TrainingRequest, trainModel } from '../train-model.js';
import {
  type AblationPlan,
  ablationPlan,
  ablationRequest,
  type TimedTraining,
  VARIANTS,
  type Variant,
} from './ablation-plan.js';
import { chosenRecipe } from './chosen-recipe.js';
import { NamedProgress } from './named-progress.js';
import type { EvaluationRun } from './run-folder.js';

export interface AblationOptions {
  folder: DataFolder;
  run: EvaluationRun;
  bus: EventBus;
  data: TrainingData;
  set: EvaluationSet;
  /** The data that no variant may see. */
  heldOut: Pick<TrainingRequest, 'until' | 'keep'>;
  kept: KeptLists;
  size: SizeName;
  seed: number;
  /** Minutes of the whole evaluation, and those that are left for all variants together. */
  budgetMinutes: number;
  leftMinutes: number;
  /** Called once the time of each variant is known. */
  onPlan: (plan: AblationPlan) => void;
  /** Called before each variant. The trial belongs to the first one. */
  onVariant: (name: Variant['name']) => void;
  progress: Progress;
  signal: AbortSignal;
}

/** Time of one session and item in the four searches of a variant: two vectors, with and without seen items. */
const SCORE_SECONDS = 2e-7;

const DEEPEST = Math.max(...ABLATION_DEPTHS);

/**
 * Trains the full model and each variant in the same way, searches the full catalogue with each, and compares them. Models
 * and lists are kept: what an earlier run finished is not done again.
 */
export async function ablations(options: AblationOptions): Promise<AblationTable> {
  const { folder, run, bus, data, set, heldOut, size, seed, budgetMinutes, leftMinutes, progress, signal } = options;
  const training = { ...heldOut, data };
  const trial = async (request: TrainingRequest): Promise<TimedTraining> => {
    const watch = new StepWatch();
    const { version, seconds, metrics } = await trainModel(
      folder,
      bus,
      { ...request, ...training },
      watch.of(progress),
      signal,
    );
    const steps = metrics['steps']!;
    const stepSeconds = watch.stepSeconds ?? seconds / steps;
    return { version, stepSeconds, startSeconds: Math.max(0, seconds - steps * stepSeconds) };
  };
  const recipe = chosenRecipe(data, heldOut, size);
  options.onVariant(VARIANTS[0].name);
  const rankMinutes = (set.sessions.length * set.catalogue.length * SCORE_SECONDS) / 60;
  const plan = await ablationPlan(folder, run, { size, seed, recipe, budgetMinutes, leftMinutes, rankMinutes }, trial);
  options.onPlan(plan);
  const done: { variant: AblationVariant; lists: AblationLists }[] = [];
  for (const variant of VARIANTS) {
    if (variant !== VARIANTS[0]) options.onVariant(variant.name);
    const request = { ...ablationRequest(recipe, plan, variant), ...training };
    const named = new NamedProgress(progress, `Ablation ${variant.name}`);
    const { version, metrics } = await trainModel(folder, bus, request, named, signal);
    const entry = {
      variant: variant.name,
      model_version: version,
      steps: metrics['steps']!,
      train_seconds: metrics['train_seconds']!,
    };
    done.push({ variant: entry, lists: await listsOf(version, variant.name, options) });
  }
  const rows: AblationRow[] = ablationRows(set, done, { resamples: 500, seed: 0 });
  return { size, steps: rows[0]!.steps, budget_minutes: plan.budgetMinutes, seed, rows };
}

async function listsOf(version: string, name: string, options: AblationOptions): Promise<AblationLists> {
  const { folder, data, set, kept, progress, signal } = options;
  const loaded = await StarsModel.create(await new ModelStore(folder.models).load(version));
  const model = modelForEvaluation(loaded, data, set);
  try {
    const rankers = identifiedBy(version, starsRankers(model, ABLATION_HEADS));
    const passes = await rankAndMeasure({
      set,
      rankers,
      k: DEEPEST,
      resamples: 1,
      kept,
      onProgress: ({ ranker, done, total }) =>
        progress.update({ label: `Ablation ${name}: ${ranker}`, done, total, detail: 'sessions' }),
      signal,
    });
    progress.finish();
    const heads = (ranked: typeof passes.all) =>
      Object.fromEntries(ABLATION_HEADS.map((head, n) => [head, ranked.get(rankers[n]!)!.lists])) as Record<
        AblationHead,
        RankedSessions
      >;
    return { all: heads(passes.all), ...(passes.explore.size > 0 ? { explore: heads(passes.explore) } : {}) };
  } finally {
    model.dispose();
    loaded.dispose();
  }
}

/** Reads the time of a step from a training's progress, without the first report (graph building, caches). */
class StepWatch {
  #first: { step: number; at: number } | undefined;
  #last: { step: number; at: number } | undefined;

  of(progress: Progress): Progress {
    const named = new NamedProgress(progress, 'Ablations: trial');
    const update = named.update.bind(named);
    named.update = (state) => {
      if (state.label.startsWith('Train') && state.total !== undefined && state.done) {
        const seen = { step: state.done, at: performance.now() };
        this.#first ??= seen;
        this.#last = seen;
      }
      update(state);
    };
    return named;
  }

  get stepSeconds(): number | undefined {
    if (!this.#first || !this.#last || this.#last.step === this.#first.step) return undefined;
    return (this.#last.at - this.#first.at) / 1000 / (this.#last.step - this.#first.step);
  }
}
