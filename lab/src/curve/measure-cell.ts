import { trainModel } from '@stars/cli';
import type { TrainingData } from '@stars/features';
import { type ModelArtifact, ModelStore } from '@stars/inference';
import {
  type EvaluationSet,
  type RankedSessions,
  type RankOptions,
  type SessionRanker,
  sessionMetrics,
} from '@stars/replay';
import { learnedRankers } from '../learned/learned-rankers.js';
import type { Log, Work } from '../logs/log.js';
import { machine, sourceCommit } from '../made-by.js';
import type { Cell, Reached } from './cell.js';
import { someSessions } from './cut-log.js';
import type { OpenedLog } from './open-logs.js';
import { listsOfModel, listsWithoutModel } from './served-lists.js';
import { simpleRankers } from './simple-rankers.js';
import { type CutLog, notEnoughData, withTraining } from './with-training.js';

const SHOWN = 10;

/**
 * Trains as `./stars train` would on a log of that size, and ranks the tested sessions as a request without options is answered, and
 * by the simple rankings.
 * @param simple What the simple rankings reached: no seed changes it. Absent: they rank.
 */
export async function measureCell(
  opened: OpenedLog,
  { size, seed }: Pick<Cell, 'size' | 'seed'>,
  simple: Reached[] | undefined,
  work: Work,
): Promise<Cell> {
  const { log, copy, curve } = opened;
  const data = { ...opened.data, log: curve.log(size) };
  const whole = curve.set(data.log);
  const set = someSessions(whole);
  const { rows, reached } = metricsOf(set, log);
  const [trained, trainSeconds] = await timed(() => trainOn(opened, { data, whole, seed }, work));
  const [lists, rankSeconds] = await timed(() => servedLists(opened, trained.artifact, data, set, work));
  const [compared, simpleSeconds] = simple
    ? [simple, 0]
    : await timed(() => reachedBy(simpleRankers(), { log, set, reached }, work));
  return {
    ...{ log: log.name, size, copy, seed, units: size === 'all' ? curve.total : size },
    events: whole.trainTo.reduce((sum, to, user) => sum + to - data.log.userOffsets[user]!, 0),
    users: rows.map((row) => set.sessions[row]!.user),
    ...{ served: reached('STARS', lists), simple: compared, why: trained.why },
    seconds: { train: trainSeconds, rank: rankSeconds, simple: simpleSeconds },
    ...{ ...sourceCommit(), machine: machine(undefined), date: new Date().toISOString().slice(0, 10) },
  };
}

/** The result, and the seconds that it took. */
async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, Math.round((performance.now() - start) / 100) / 10];
}

/** The sessions that have a target, and a function that measures lists by them. */
function metricsOf({ sessions }: EvaluationSet, { unseen }: Log) {
  const all = sessions.map(({ target, targetNew }) => (unseen ? targetNew : target));
  const rows = [...all.keys()].filter((row) => all[row]!.length > 0);
  const targets = rows.map((row) => all[row]!);
  const rounded = (values: Float64Array): number[] => Array.from(values, (value) => Math.round(value * 1e6) / 1e6);
  const reached = (name: string, lists: RankedSessions): Reached => {
    const metrics = sessionMetrics(lists, rows, targets);
    return { name, ndcg: rounded(metrics['ndcg@10']), hit: rounded(metrics['hit@10']) };
  };
  return { rows, reached };
}

const rankOptions = (name: string, { unseen }: Log, { progress, signal }: Work): RankOptions => ({
  ...{ k: SHOWN, explore: unseen === true, signal },
  onProgress: (done, total) => progress.update({ label: `Rank: ${name}`, done, total }),
});

async function servedLists(
  { log, folder, clock }: OpenedLog,
  artifact: ModelArtifact | undefined,
  data: TrainingData,
  set: EvaluationSet,
  work: Work,
): Promise<RankedSessions> {
  const options = rankOptions('STARS', log, work);
  const lists = artifact
    ? await listsOfModel(artifact, data, set, clock, options)
    : await listsWithoutModel(folder, set, options);
  work.progress.finish();
  return lists;
}

async function reachedBy(
  rankers: readonly SessionRanker[],
  { log, set, reached }: { log: Log; set: EvaluationSet; reached: ReturnType<typeof metricsOf>['reached'] },
  work: Work,
): Promise<Reached[]> {
  const all: Reached[] = [];
  for (const ranker of rankers) {
    all.push(reached(ranker.name, await ranker.rank(set, rankOptions(ranker.name, log, work))));
  }
  work.progress.finish();
  return all;
}

/** What rankings that learn reach on the tested sessions of the whole log, without those that are known: one may take hours. */
export async function* measureLearned(
  opened: OpenedLog,
  seed: number,
  known: readonly Reached[],
  work: Work,
): AsyncGenerator<Reached> {
  const { log, curve } = opened;
  const data = { ...opened.data, log: curve.log('all') };
  const set = someSessions(curve.set(data.log));
  const { reached } = metricsOf(set, log);
  for (const ranker of learnedRankers({ ...opened, data }, seed, work)) {
    if (!known.some(({ name }) => name === ranker.name)) yield* await reachedBy([ranker], { log, set, reached }, work);
  }
}

/** The model of a cut log; none if there is too little to learn from. */
async function trainOn(
  opened: OpenedLog,
  cell: CutLog,
  { progress, signal }: Work,
): Promise<{ artifact?: ModelArtifact; why: string }> {
  try {
    return await withTraining(opened, cell, async (place, bus, request) => {
      const { version, why } = await trainModel(place, bus, request, progress, signal);
      return { artifact: await new ModelStore(place.models).load(version), why };
    });
  } catch (error) {
    const { message } = notEnoughData(error);
    progress.warn(message);
    return { why: message };
  }
}
