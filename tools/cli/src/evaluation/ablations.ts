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
import { ModelStore, StarsModel } from '@stars/inference';
import { identifiedBy, modelForEvaluation, type RankedSessions } from '@stars/replay';
import type { Progress } from '../progress.js';
import { type TrainingRequest, trainModel } from '../train-model.js';
import { ablationPlan, ablationRequest, type TimedTraining } from './ablation-plan.js';
import { chosenRecipe } from './chosen-recipe.js';
import { expectAblations } from './evaluation-plan.js';
import { NamedProgress } from './named-progress.js';
import { TABLE_3 } from './part-variants.js';
import type { Prepared, Watch } from './prepared.js';

/** Time of one session and item in the four searches of a variant: two vectors, with and without seen items. */
const SCORE_SECONDS = 2e-7;

const DEEPEST = Math.max(...ABLATION_DEPTHS);

/**
 * Trains the full model and each variant in the same way, searches the full catalogue with each, and compares them. Models
 * and lists are kept: what an earlier run finished is not done again.
 */
export async function ablations(
  prepared: Prepared,
  bus: EventBus,
  kept: KeptLists,
  leftMinutes: number,
  watch: Watch,
): Promise<AblationTable> {
  const { folder, run, data, set, held, request } = prepared;
  const { ablationSize: size, budgetMinutes } = request;
  const { progress, signal } = watch;
  const seed = request.training.seed ?? 1;
  const training = { ...held, data };
  const trial = async (asked: TrainingRequest): Promise<TimedTraining> => {
    const steps = new StepWatch();
    const { version, seconds, metrics } = await trainModel(
      folder,
      bus,
      { ...asked, ...training },
      steps.of(progress),
      signal,
    );
    const count = metrics['steps']!;
    const stepSeconds = steps.stepSeconds ?? seconds / count;
    return { version, stepSeconds, startSeconds: Math.max(0, seconds - count * stepSeconds) };
  };
  const recipe = chosenRecipe(data, held, size, set.target);
  // The trial belongs to the first variant.
  watch.plan.enter(`ablation ${TABLE_3[0]!.name}`);
  const rankMinutes = (set.sessions.length * set.catalogue.length * SCORE_SECONDS) / 60;
  const plan = await ablationPlan(folder, run, { size, seed, recipe, budgetMinutes, leftMinutes, rankMinutes }, trial);
  expectAblations(watch.plan, plan);
  const done: { variant: AblationVariant; lists: AblationLists }[] = [];
  for (const variant of TABLE_3) {
    if (variant !== TABLE_3[0]) watch.plan.enter(`ablation ${variant.name}`);
    const asked = { ...ablationRequest(recipe, plan, variant), ...training };
    const named = new NamedProgress(progress, `Ablation ${variant.name}`);
    const { version, metrics } = await trainModel(folder, bus, asked, named, signal);
    const entry = {
      variant: variant.name,
      model_version: version,
      steps: metrics['steps']!,
      train_seconds: metrics['train_seconds']!,
    };
    done.push({ variant: entry, lists: await listsOf(version, variant.name, prepared, kept, watch) });
  }
  const rows: AblationRow[] = ablationRows(set, done, { resamples: 500, seed: 0 });
  return { size, steps: rows[0]!.steps, budget_minutes: plan.budgetMinutes, seed, rows };
}

async function listsOf(
  version: string,
  name: string,
  { folder, data, set }: Prepared,
  kept: KeptLists,
  { progress, signal }: Watch,
): Promise<AblationLists> {
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
