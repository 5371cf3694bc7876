import { join } from 'node:path';
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
import type { EventBus } from '@stars/event-bus';
import { LocalClock, type TrainingData } from '@stars/features';
import type { EvaluationSet, RankedSessions } from '@stars/replay';
import type { RecipeChanges } from '@stars/training';
import { NamedProgress } from '../ablation/named-progress.js';
import { coldStartRows } from '../cold-start/cold-start-table.js';
import { coldRecipe, openColdWorld, rankCold } from '../cold-start/cold-world.js';
import { measureStudy, type StudyLists } from './measure-study.js';
import type { SpentOnRow } from './spent-on-row.js';
import { studyRecipe } from './study-recipe.js';
import { type ColdFigures, STUDY_HEADS, type StudyHead, type StudyRow } from './study-row.js';

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
}

interface Watched {
  cold: boolean;
  label: string;
  time: SpentOnRow;
  progress: Progress;
  signal: AbortSignal;
}

/** Share of the distinct texts that is held out for cold items. */
const COLD_SHARE = 0.1;
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
  const set = await buildSet(data.log, clock, scope);
  return { folder, scope, data, set, held: await heldOut(set, clock, scope) };
}

/** Trains a variant, or finds its model, and measures the transformer alone. */
export async function trainAndRank(
  world: StudyWorld,
  bus: EventBus,
  run: EvaluationRun,
  { size, seed, changes, checkpoints }: Asked,
  first: StudyLists | undefined,
  { cold, label, time, progress, signal }: Watched,
): Promise<
  Pick<StudyRow, 'model_version' | 'passes' | 'steps' | 'figures' | 'difference' | 'cold'> & { backend?: string }
> {
  const { folder, data, set, held } = world;
  const named = new NamedProgress(progress, label);
  const chosen = chosenRecipe(data, held, size, set.target);
  const recipe = { ...studyRecipe(chosen, changes), target: set.target };
  const training = { size, seed, recipe, ...held, data, publish: false, ...(checkpoints ? { checkpoints } : {}) };
  const { version, metrics, backend, reused } = await trainModel(folder, bus, training, named, signal);
  time.trained(join(run.folder, `trained-${version}.json`), reused);
  const lists = await rank(world, run, version, named, signal);
  return {
    model_version: version,
    passes: recipe.epochs ?? chosen.epochs,
    steps: metrics['steps']!,
    ...measureStudy(set, lists, first, BOOTSTRAP),
    ...(cold ? { cold: await coldFigures(world, bus, { size, seed, changes, checkpoints }, named, signal) } : {}),
    ...(backend ? { backend: backend.name } : {}),
  };
}

async function rank(
  { folder, data, set }: StudyWorld,
  run: EvaluationRun,
  version: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<StudyLists> {
  const { ListsFolder, rankAndMeasure, starsRankers } = await import('@stars/evaluation');
  const { ModelStore, StarsModel } = await import('@stars/inference');
  const { identifiedBy, modelForEvaluation } = await import('@stars/replay');
  const loaded = await StarsModel.create(await new ModelStore(folder.models).load(version));
  const model = modelForEvaluation(loaded, data, set);
  try {
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
      Object.fromEntries(STUDY_HEADS.map((head, n) => [head, passes.get(rankers[n]!)!.lists])) as StudyLists['all'];
    return { all: heads(all), ...(explore.size > 0 ? { explore: heads(explore) } : {}) };
  } finally {
    model.dispose();
    loaded.dispose();
  }
}

/** The lists of a model that this or an earlier run ranked; undefined if they are gone. */
export async function keptLists(
  { set }: StudyWorld,
  run: EvaluationRun,
  version: string,
): Promise<StudyLists | undefined> {
  const { ListsFolder } = await import('@stars/evaluation');
  const folder = new ListsFolder(run.lists);
  const of = async (explore: boolean): Promise<StudyLists['all'] | undefined> => {
    const found: [StudyHead, RankedSessions][] = [];
    for (const head of STUDY_HEADS) {
      const key = { ranker: `STARS ${head}`, identity: version, explore, k: LENGTH };
      const lists = await folder.get(key, set.sessions.length);
      if (lists) found.push([head, lists]);
    }
    return found.length === STUDY_HEADS.length ? (Object.fromEntries(found) as StudyLists['all']) : undefined;
  };
  const [all, explore] = [await of(false), await of(true)];
  return all && { all, ...(explore ? { explore } : {}) };
}

async function coldFigures(
  { folder, scope, data }: StudyWorld,
  bus: EventBus,
  { size, seed, changes, checkpoints }: Asked,
  progress: Progress,
  signal: AbortSignal,
): Promise<Record<StudyHead, ColdFigures>> {
  // The same items for all seeds and variants.
  const cold = await openColdWorld(folder, bus, data, { ...scope, seed: 1, share: COLD_SHARE });
  const recipe = { ...studyRecipe(coldRecipe(cold, size), changes), target: cold.set.target };
  const training = { size, recipe, ...(checkpoints ? { checkpoints } : {}) };
  const named = new NamedProgress(progress, 'cold items');
  const { lists } = await rankCold({ ...cold, seed }, 'full', training, named, signal);
  const rows = coldStartRows(cold.set, cold.items, lists, BOOTSTRAP).filter(
    ({ among, by }) => among === 'all' && by === 'text',
  );
  return Object.fromEntries(
    STUDY_HEADS.map((head) => {
      const { recall, ci95, chance } = rows.find(({ ranker }) => ranker === `STARS ${head}`)!;
      return [head, { 'recall@50': recall[50], ci95: ci95[50], chance }];
    }),
  ) as Record<StudyHead, ColdFigures>;
}
