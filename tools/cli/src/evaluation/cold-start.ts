import { createHash } from 'node:crypto';
import { join } from 'node:path';

import type { ColdAmong, ColdLists, ColdStartRow } from '@stars/evaluation';
import type { EventBus } from '@stars/event-bus';
import { LocalClock, NO_TEXT, type TargetKind, type TrainingData } from '@stars/features';
import type { ColdItems, EvaluationSet, SessionRanker } from '@stars/replay';
import type { TrainingRecipe } from '@stars/training';
import type { DataFolder } from '../data-folder.js';
import type { Progress } from '../progress.js';
import { readSettings } from '../settings.js';
import type { SizeName } from '../size-option.js';
import { store } from '../stored.js';
import { type TrainingRequest, trainModel } from '../train-model.js';
import { chosenRecipe } from './chosen-recipe.js';
import { buildSet, heldOut } from './evaluation-set.js';
import { targetOf } from './evaluation-target.js';
import { NamedProgress } from './named-progress.js';
import type { EvaluationScope } from './run-folder.js';

export interface ColdStartRequest extends EvaluationScope {
  size: SizeName;
  seed: number;
  /** Share of the distinct texts that is held out: above 0 and below 1. */
  share: number;
  /** What differs from the size's recipe. */
  recipe?: Partial<TrainingRecipe>;
  /** Most steps of each training. If absent, the recipe's epochs decide. */
  steps?: number;
}

export interface ColdStartReport {
  protocol: EvaluationScope['protocol'];
  split: EvaluationScope['split'];
  title: string;
  size: string;
  seed: number;
  share: number;
  target: TargetKind;
  /** Why that is the target. */
  why: string;
  /** Items of the catalogue and their distinct texts, and how many of both are held out. */
  items: number;
  texts: number;
  cold_items: number;
  cold_texts: number;
  /** Sessions with a held-out item that is new to the user, and the number of such items. */
  sessions: number;
  targets: number;
  /** Model version by variant. */
  models: Record<string, string>;
  rows: ColdStartRow[];
}

/** The full model, and variants without the parts that cold start depends on. */
const VARIANTS = [
  { name: 'full', without: [] },
  { name: 'no text', without: ['text'] },
  { name: 'no tags', without: ['tags'] },
  { name: 'no text, no tags', without: ['text', 'tags'] },
] as const;

const HEADS = ['GI', 'NI', 'RR'] as const;

/** Long enough that nearly every list has 50 distinct texts. */
const LENGTH = 500;

/**
 * Holds items out of training, announces them, and measures whether users who then took one for the first time would have
 * found it. Trained models are kept: a run that was killed goes on with the next model.
 */
export async function evaluateColdStart(
  folder: DataFolder,
  bus: EventBus,
  data: TrainingData,
  request: ColdStartRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<ColdStartReport> {
  const { coldSet, drawColdItems } = await import('@stars/replay');
  const { coldStartRows } = await import('@stars/evaluation');
  const { protocol, split, size, seed, share } = request;
  const clock = new LocalClock(readSettings(folder).time_zone);
  const target = targetOf(folder, { ...request, training: request }, data.log);
  const whole = await buildSet(data.log, clock, { ...request, target: target.kind });
  const texts = whole.catalogue.map((id) => {
    const features = data.items.get(id);
    return features?.embeddingModel === NO_TEXT ? undefined : features?.textHash;
  });
  const items = drawColdItems(texts, share, seed);
  const set = coldSet(whole, items.cold);
  const held = withoutItems(await heldOut(whole, clock, request), whole, items, request);
  const recipe = chosenRecipe(data, held, size, set.target);
  const hidden = new Set(whole.catalogue.filter((_, item) => items.cold[item]));
  const announced = { ...data, items: new Map([...data.items].filter(([id]) => !hidden.has(id))) };
  const lists = await baselineLists(set, data, items, signal);
  const models: Record<string, string> = {};
  for (const { name, without } of VARIANTS) {
    const parts = { ...recipe.parts, ...Object.fromEntries(without.map((part) => [part, false])) };
    const steps = request.steps === undefined ? {} : { maxSteps: request.steps };
    // The held-out items are not announced yet: nothing is known of them.
    const training = {
      ...held,
      data: announced,
      size,
      seed,
      publish: false,
      recipe: { ...request.recipe, parts, ...steps, target: set.target },
    };
    const named = new NamedProgress(progress, name);
    const { version } = await trainModel(folder, bus, training, named, signal);
    models[name] = version;
    lists.push(...(await modelLists(folder, version, name, set, data, clock, items, named, signal)));
  }
  const report: ColdStartReport = {
    ...{ protocol, split, title: whole.title, size, seed, share, target: target.kind, why: target.why },
    items: items.cold.length,
    texts: items.texts,
    cold_items: items.count,
    cold_texts: items.coldTexts,
    sessions: set.sessions.length,
    targets: set.sessions.reduce((sum, { target }) => sum + target.length, 0),
    models,
    rows: coldStartRows(set, items, lists, { resamples: 500, seed: 0 }),
  };
  store(reportPath(folder, report), report);
  return report;
}

/** The name contains a digest of everything that decides the report. */
function reportPath(folder: DataFolder, { rows: _, ...report }: ColdStartReport): string {
  const digest = createHash('sha256').update(JSON.stringify(report)).digest('hex').slice(0, 12);
  const split = report.split === 'test' ? '' : `-${report.split}`;
  return join(folder.evaluations, `cold-start-${report.protocol}${split}-${digest}.json`);
}

function withoutItems(
  held: Pick<TrainingRequest, 'until' | 'keep'>,
  { catalogueOf }: EvaluationSet,
  { cold }: ColdItems,
  { share, seed }: ColdStartRequest,
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

async function baselineLists(
  set: EvaluationSet,
  data: TrainingData,
  { cold }: ColdItems,
  signal: AbortSignal,
): Promise<ColdLists[]> {
  const { CategoryPopularity } = await import('@stars/evaluation');
  const { categoryLevels } = await import('@stars/features');
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
  folder: DataFolder,
  version: string,
  variant: string,
  set: EvaluationSet,
  data: TrainingData,
  clock: LocalClock,
  { cold }: ColdItems,
  progress: Progress,
  signal: AbortSignal,
): Promise<ColdLists[]> {
  const { modelForEvaluation, coldStartOf, onlyItems, StarsCandidates, starsSecondStageRanker } = await import(
    '@stars/replay'
  );
  const { starsRankers } = await import('@stars/evaluation');
  const { ModelStore, StarsModel } = await import('@stars/inference');
  const loaded = await StarsModel.create(await new ModelStore(folder.models).load(version));
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
    ['cold', { ...onlyItems(model, cold), dispose: () => undefined }],
  ];
  try {
    for (const [among, searched] of places) {
      for (const ranker of starsRankers(searched, HEADS)) await rank(ranker, among);
    }
    if (loaded.joint?.fresh) {
      const coldStart = coldStartOf(loaded, model, data.items, set);
      const candidates = new StarsCandidates(model);
      for (const among of ['all', 'cold'] as const) {
        const rankedItems = coldStart && { ...coldStart, alone: among === 'cold' };
        await rank(starsSecondStageRanker(loaded.joint, data, clock, candidates, rankedItems), among);
      }
    }
    return lists;
  } finally {
    model.dispose();
    loaded.dispose();
  }
}
