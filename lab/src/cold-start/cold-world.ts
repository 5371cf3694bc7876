import {
  buildSet,
  chosenRecipe,
  type DataFolder,
  type EvaluationScope,
  heldOut,
  type Progress,
  readSettings,
  type SizeName,
  type TrainingRequest,
  targetOf,
  trainModel,
} from '@stars/cli';
import { starsRankers } from '@stars/evaluation';
import type { EventBus } from '@stars/event-bus';
import { categoryLevels, LocalClock, NO_TEXT, type TrainingData } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import {
  type ColdItems,
  coldSet,
  coldStartOf,
  drawColdItems,
  type EvaluationSet,
  modelForEvaluation,
  onlyItems,
  type SessionRanker,
  StarsCandidates,
  starsSecondStageRanker,
} from '@stars/replay';
import type { RecipeChanges, TrainingRecipe } from '@stars/training';
import { CategoryPopularity } from './category-popularity.js';
import type { ColdAmong, ColdLists } from './cold-start-table.js';

export interface ColdScope extends EvaluationScope {
  seed: number;
  /** Share of the distinct texts that is held out: above 0 and below 1. */
  share: number;
  recipe?: RecipeChanges;
}

/** Items that are held out of training, and the sessions in which somebody took one for the first time. */
export interface ColdWorld {
  folder: DataFolder;
  bus: EventBus;
  clock: LocalClock;
  data: TrainingData;
  /** The data without the items, which are not announced yet: nothing is known of them. */
  announced: TrainingData;
  whole: EvaluationSet;
  set: EvaluationSet;
  items: ColdItems;
  held: Pick<TrainingRequest, 'until' | 'keep'>;
  seed: number;
  /** Why the target is what it is. */
  why: string;
}

export async function openColdWorld(
  folder: DataFolder,
  bus: EventBus,
  data: TrainingData,
  request: ColdScope,
): Promise<ColdWorld> {
  const { share, seed } = request;
  const clock = new LocalClock(readSettings(folder).time_zone);
  const { kind: target, why } = targetOf(folder, { ...request, training: request }, data.log);
  const whole = buildSet(data.log, clock, { ...request, target });
  const texts = whole.catalogue.map((id) => {
    const features = data.items.get(id);
    return features?.embeddingModel === NO_TEXT ? undefined : features?.textHash;
  });
  const items = drawColdItems(texts, share, seed);
  const held = withoutItems(heldOut(whole, clock, request), whole, items, request);
  const hidden = new Set(whole.catalogue.filter((_, item) => items.cold[item]));
  const announced = { ...data, items: new Map([...data.items].filter(([id]) => !hidden.has(id))) };
  return { folder, bus, clock, data, announced, whole, set: coldSet(whole, items.cold), items, held, seed, why };
}

/** What a training without the items would choose for the size. */
export const coldRecipe = ({ data, held, set }: ColdWorld, size: SizeName): TrainingRecipe =>
  chosenRecipe(data, held, size, set.target);

/** Trains a model that has never heard of the items, announces them to it, and ranks. The model is kept. */
export async function rankCold(
  world: ColdWorld,
  variant: string,
  training: Pick<TrainingRequest, 'size' | 'recipe'>,
  progress: Progress,
  signal: AbortSignal,
): Promise<{ version: string; lists: ColdLists[] }> {
  const { folder, bus, held, announced, seed } = world;
  const asked = { ...training, ...held, data: announced, seed, publish: false };
  const { version } = await trainModel(folder, bus, asked, progress, signal);
  return { version, lists: await modelLists(world, version, variant, progress, signal) };
}

const HEADS = ['GI', 'NI', 'RR'] as const;

/** Long enough that nearly every list has 50 distinct texts. */
const LENGTH = 500;

function withoutItems(
  held: Pick<TrainingRequest, 'until' | 'keep'>,
  { catalogueOf }: EvaluationSet,
  { cold }: ColdItems,
  { share, seed }: ColdScope,
): Pick<TrainingRequest, 'until' | 'keep'> {
  const { keep } = held;
  return {
    ...held,
    keep: {
      name: `${keep ? `${keep.name}, ` : ''}without ${share} of the texts, seed ${seed}`,
      rows: (log) => {
        const others = keep?.rows(log);
        return (row, user) => !cold[catalogueOf[log.item[row]!]!] && (others?.(row, user) ?? true);
      },
    },
  };
}

/** Popularity of categories, which needs no model. */
export async function baselineLists(
  { set, data, items: { cold } }: ColdWorld,
  signal: AbortSignal,
): Promise<ColdLists[]> {
  const finest = categoryLevels(set.catalogue.map((id) => data.items.get(id)?.category ?? [])).at(-1);
  if (!finest) return [];
  const lists: ColdLists[] = [];
  for (const among of ['all', 'cold'] as const) {
    for (const own of [false, true]) {
      const only = among === 'cold' ? { only: cold } : {};
      const ranker = new CategoryPopularity({ classes: finest.classes, own, ...only });
      const ranked = await ranker.rank(set, { k: LENGTH, explore: true, signal });
      lists.push({ variant: 'baseline', ranker: ranker.name, among, lists: ranked });
    }
  }
  return lists;
}

async function modelLists(
  { folder, set, data, clock, items: { cold } }: ColdWorld,
  version: string,
  variant: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<ColdLists[]> {
  const loaded = StarsModel.create(await new ModelStore(folder.models).load(version));
  const model = modelForEvaluation(loaded, data, set);
  const lists: ColdLists[] = [];
  const rank = async (ranker: SessionRanker, among: ColdAmong): Promise<void> => {
    const label = `Rank ${among === 'all' ? 'all items' : 'cold items'} by ${ranker.name}`;
    const onProgress = (done: number, total: number): void =>
      progress.update({ label, done, total, detail: 'sessions' });
    const ranked = await ranker.rank(set, { k: LENGTH, explore: true, onProgress, signal });
    progress.finish();
    lists.push({ variant, ranker: ranker.name, among, lists: ranked });
  };
  const places: [ColdAmong, typeof model][] = [
    ['all', model],
    ['cold', onlyItems(model, cold)],
  ];
  for (const [among, searched] of places) {
    for (const ranker of starsRankers(searched, HEADS)) await rank(ranker, among);
  }
  if (loaded.secondStage) {
    const coldStart = coldStartOf(loaded, model, data.items, set);
    const candidates = new StarsCandidates(model);
    for (const among of ['all', 'cold'] as const) {
      const rankedItems = coldStart && { ...coldStart, alone: among === 'cold' };
      await rank(starsSecondStageRanker(loaded.secondStage, data, clock, candidates, rankedItems), among);
    }
  }
  return lists;
}
