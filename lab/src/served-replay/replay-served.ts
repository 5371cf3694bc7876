import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { typeOfKind } from '@stars/contracts';
import { LocalClock, TARGET_KINDS, type TrainingData } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import {
  dayStart,
  type EvaluationSet,
  modelForEvaluation,
  type RankedSessions,
  StarsCandidates,
  splitByTime,
  starsSecondStageRanker,
} from '@stars/replay';
import { compareLists, type ListComparison } from './compare-lists.js';
import { openReplayShop, type ReplaySource } from './replay-shop.js';
import { type ReplayOptions, type ServedLists, servedLists } from './served-lists.js';

/** Items of a list. */
const K = 10;

export interface ReplayRequest {
  /** First and last local date. */
  from: string;
  to: string;
  onDay?: ReplayOptions['onDay'];
  signal: AbortSignal;
}

export interface ReplayReport extends ListComparison {
  model_version: string;
  from: string;
  to: string;
}

/**
 * Serves the days from a model that has not seen them, and compares the lists with those of the evaluation, which knows the days
 * before each session alone. Only users with a history are asked for. Each replay has a data folder of its own, which is removed.
 */
export async function replayServed(
  source: ReplaySource,
  data: TrainingData,
  { from, to, onDay, signal }: ReplayRequest,
): Promise<ReplayReport> {
  const clock = new LocalClock(source.timeZone);
  const model = StarsModel.create(await new ModelStore(join(source.root, 'models')).load(source.version));
  const target = TARGET_KINDS.find((kind) => typeOfKind(kind) === model.kinds?.target);
  const catalogue = model.learnedItems;
  const whole = splitByTime(data.log, clock, { from, to, catalogue, target });
  // Of others nothing is known: they are served what is popular, and no model ranks it.
  const set = { ...whole, sessions: whole.sessions.filter(({ histLen }) => histLen > 0) };
  const served = await inShop(source, set, clock, { k: K, signal, onDay });
  const evaluated = await evaluatedLists(model, set, data, clock, signal);
  return { model_version: model.version, from, to, ...compareLists(set, served, evaluated) };
}

async function inShop(
  source: ReplaySource,
  set: EvaluationSet,
  clock: LocalClock,
  options: ReplayOptions,
): Promise<Map<string, ServedLists>> {
  const root = mkdtempSync(join(tmpdir(), 'stars-replay-'));
  try {
    const first = set.sessions.reduce((day, session) => Math.min(day, session.day), Number.POSITIVE_INFINITY);
    const items = new Set(set.catalogue);
    const shop = await openReplayShop(source, root, dayStart(clock, first), items, options.signal);
    try {
      return await servedLists(shop, set.sessions, clock, options);
    } finally {
      await shop.close();
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function evaluatedLists(
  model: StarsModel,
  set: EvaluationSet,
  data: TrainingData,
  clock: LocalClock,
  signal: AbortSignal,
): Promise<{ all: RankedSessions; fresh: RankedSessions }> {
  const adapted = modelForEvaluation(model, data, set);
  const ranker = starsSecondStageRanker(model.secondStage!, data, clock, new StarsCandidates(adapted));
  const all = await ranker.rank(set, { k: K, explore: false, signal });
  return { all, fresh: await ranker.rank(set, { k: K, explore: true, signal }) };
}
