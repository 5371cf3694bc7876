import {
  buildSet,
  chosenRecipe,
  type DataFolder,
  type EvaluationRun,
  type EvaluationScope,
  heldOut,
  type Progress,
  readData,
  readSettings,
  type SizeName,
  type TrainingRequest,
  targetOf,
  trainModel,
} from '@stars/cli';
import { ListsFolder, rankAndMeasure, starsRankers } from '@stars/evaluation';
import type { EventBus } from '@stars/event-bus';
import { LocalClock, type TrainingData } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import { type EvaluationSet, identifiedBy, modelForEvaluation } from '@stars/replay';
import type { RecipeChanges } from '@stars/training';
import { NamedProgress } from '../ablation/named-progress.js';
import { measureStudy, type StudyMeasures } from './measure-study.js';
import { studyRecipe } from './study-recipe.js';
import { STUDY_HEADS, type StudyRow } from './study-row.js';

/** What all trainings of a study share. */
export interface StudyWorld {
  folder: DataFolder;
  scope: EvaluationScope;
  data: TrainingData;
  set: EvaluationSet;
  held: Pick<TrainingRequest, 'until' | 'keep'>;
}

interface Asked extends Pick<TrainingRequest, 'checkpoints'> {
  size: SizeName;
  seed: number;
  changes: RecipeChanges;
  first: string | undefined;
}

interface Watched {
  label: string;
  progress: Progress;
  signal: AbortSignal;
}

const BOOTSTRAP = { resamples: 500, seed: 0 };
const LENGTH = 10;

export async function openStudyWorld(
  folder: DataFolder,
  request: Omit<EvaluationScope, 'split'>,
  progress: Progress,
  signal: AbortSignal,
): Promise<StudyWorld> {
  const { protocol, time, sample, target: asked } = request;
  const clock = new LocalClock(readSettings(folder).time_zone);
  const data = await readData(folder, progress, signal);
  const target = targetOf(folder, { ...(asked ? { target: asked } : {}), training: {} }, data.log).kind;
  const scope: EvaluationScope = {
    ...{ protocol, split: 'validation', target },
    ...(time ? { time } : {}),
    ...(sample === undefined ? {} : { sample }),
  };
  const set = buildSet(data.log, clock, scope);
  return { folder, scope, data, set, held: heldOut(set, clock, scope) };
}

/** Trains a variant, or finds its model, and measures the transformer alone. @param first Model of the variant to compare with */
export async function trainAndRank(
  world: StudyWorld,
  bus: EventBus,
  run: EvaluationRun,
  { size, seed, changes, checkpoints, first }: Asked,
  { label, progress, signal }: Watched,
): Promise<
  Pick<StudyRow, 'model_version' | 'passes' | 'steps' | 'figures' | 'difference'> & {
    backend?: string;
    reused: boolean;
  }
> {
  const { folder, data, set, held } = world;
  const named = new NamedProgress(progress, label);
  const chosen = chosenRecipe(data, held, size, set.target);
  const recipe = { ...studyRecipe(chosen, changes), target: set.target };
  const training = { size, seed, recipe, ...held, data, publish: false, ...(checkpoints ? { checkpoints } : {}) };
  const { version, metrics, backend, reused } = await trainModel(folder, bus, training, named, signal);
  const own = await rank(world, run, version, named, signal);
  const compared = first === undefined ? undefined : await rank(world, run, first, named, signal);
  return {
    ...{ model_version: version, reused },
    passes: recipe.epochs ?? chosen.epochs,
    steps: metrics['steps']!,
    ...measureStudy(own, compared, BOOTSTRAP),
    ...(backend ? { backend: backend.name } : {}),
  };
}

/** Lists that this or an earlier run ranked are not ranked again. */
async function rank(
  { folder, data, set }: StudyWorld,
  run: EvaluationRun,
  version: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<StudyMeasures> {
  const loaded = StarsModel.create(await new ModelStore(folder.models).load(version));
  const model = modelForEvaluation(loaded, data, set);
  const rankers = identifiedBy(version, starsRankers(model, STUDY_HEADS));
  const { all, explore } = await rankAndMeasure({
    set,
    rankers,
    k: LENGTH,
    resamples: 1,
    kept: new ListsFolder(run.lists),
    onProgress: ({ ranker, done, total }) => progress.update({ label: ranker, done, total, detail: 'sessions' }),
    signal,
  });
  progress.finish();
  const heads = (passes: typeof all) =>
    Object.fromEntries(STUDY_HEADS.map((head, n) => [head, passes.get(rankers[n]!)!.measured])) as StudyMeasures['all'];
  return { all: heads(all), ...(explore.size > 0 ? { explore: heads(explore) } : {}) };
}
