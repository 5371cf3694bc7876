import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_TENANT } from '@stars/contracts';
import type { EvaluationReport, EvaluationSet, TimeSplitOptions } from '@stars/evaluation';
import { type InteractionLog, LocalClock, loadTrainingData, type TrainingData } from '@stars/features';
import type { TrainReport } from '@stars/service-trainer';
import type { DataFolder } from './data-folder.js';
import { withBus } from './open-bus.js';
import { prepareFolder } from './prepare.js';
import type { Progress } from './progress.js';
import { readSettings } from './settings.js';
import { type TrainingRequest, trainModel } from './train-model.js';

export type Protocol = 'cj-day' | 'time' | 'leave-one-out';

export interface EvaluationRequest {
  protocol: Protocol;
  /** Of the model that is trained for it, unless it is there. */
  training: Pick<TrainingRequest, 'size' | 'seed' | 'epochs'>;
  time?: TimeSplitOptions;
  /** Files for the lists of the served ranking. */
  lists?: string;
  listsExplore?: string;
}

export interface FolderEvaluation extends EvaluationReport {
  model_version: string;
}

/** The ranking that is served, and whose lists are written. */
const SERVED = 'STARS RR+BI';

/**
 * Evaluates the ranking that the folder's data would have been served: prepares what is missing (tags, a model that
 * has seen nothing of what is tested), ranks, measures, and keeps the report by model version.
 */
export async function evaluateFolder(
  folder: DataFolder,
  request: EvaluationRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<FolderEvaluation> {
  await prepareFolder(folder, 'features', progress, signal);
  const clock = new LocalClock(readSettings(folder).time_zone);
  const { data, set, model } = await withBus(folder, async (bus) => {
    const read = await loadTrainingData((topic) => bus.read({ topic, signal }), {
      tenant: DEFAULT_TENANT,
      onProgress: (topic, messages) => progress.update({ label: `Evaluate: read ${topic}`, done: messages }),
      signal,
    });
    progress.finish();
    const built = await buildSet(read.log, clock, request);
    const held = {
      ...request.training,
      ...(await heldOut(built, clock, request.protocol)),
      data: read,
      publish: false,
    };
    return { data: read, set: built, model: await trainModel(folder, bus, held, progress, signal) };
  });
  const report = {
    model_version: model.version,
    ...(await rankAndMeasure(folder, set, data, model, request, progress, signal)),
  };
  storeEvaluation(folder, request.protocol, report);
  return report;
}

async function buildSet(log: InteractionLog, clock: LocalClock, request: EvaluationRequest): Promise<EvaluationSet> {
  const { buildCjDay, leaveOneOut, splitByTime } = await import('@stars/evaluation');
  switch (request.protocol) {
    case 'cj-day':
      return buildCjDay(log, clock);
    case 'time':
      return splitByTime(log, clock, request.time);
    case 'leave-one-out':
      return leaveOneOut(log, clock);
  }
}

/** What the model to be evaluated may not have seen. */
async function heldOut(
  set: EvaluationSet,
  clock: LocalClock,
  protocol: Protocol,
): Promise<Pick<TrainingRequest, 'until' | 'keep'>> {
  if (protocol === 'leave-one-out') {
    return { keep: { name: protocol, rows: () => (row, user) => row < set.trainTo[user]! } };
  }
  const { dayStart } = await import('@stars/evaluation');
  const firstDay = set.sessions.reduce((first, { day }) => Math.min(first, day), Number.POSITIVE_INFINITY);
  return { until: protocol === 'cj-day' ? await cjDayTestStart() : dayStart(clock, firstDay) };
}

/** First moment of the test weeks of CJ-day (ms): what is trained for it stops there. */
export async function cjDayTestStart(): Promise<number> {
  const { CJ_DAY_PERIODS, CJ_DAY_TIME_ZONE, dayStart } = await import('@stars/evaluation');
  return dayStart(new LocalClock(CJ_DAY_TIME_ZONE), CJ_DAY_PERIODS.test.from);
}

/** The moment after the test weeks of CJ-day (ms): the demo's "now". */
export async function cjDayTestEnd(): Promise<number> {
  const { CJ_DAY_PERIODS, CJ_DAY_TIME_ZONE, dayStart } = await import('@stars/evaluation');
  return dayStart(new LocalClock(CJ_DAY_TIME_ZONE), CJ_DAY_PERIODS.test.to + 1);
}

async function rankAndMeasure(
  folder: DataFolder,
  set: EvaluationSet,
  data: TrainingData,
  trained: TrainReport,
  request: EvaluationRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<EvaluationReport> {
  const { evaluate, modelForEvaluation, standardBaselines, starsRankers, writeLists } = await import(
    '@stars/evaluation'
  );
  const { ModelStore, StarsModel } = await import('@stars/inference');
  const loaded = await StarsModel.create(await new ModelStore(folder.models).load(trained.version));
  const model = modelForEvaluation(loaded, data, set);
  try {
    const report = await evaluate({
      set,
      rankers: [...standardBaselines(), ...starsRankers(model)],
      onProgress: ({ ranker, explore, done, total }) =>
        progress.update({
          label: `Evaluate: ${ranker}${explore ? ' (explore)' : ''}`,
          done,
          total,
          detail: 'sessions',
        }),
      onLists: async (ranker, explore, lists) => {
        const path = explore ? request.listsExplore : request.lists;
        if (ranker.name === SERVED && path !== undefined) await writeLists(path, set, lists, { explore });
      },
      signal,
    });
    progress.finish();
    return report;
  } finally {
    model.dispose();
    loaded.dispose();
  }
}

const evaluationPath = (folder: DataFolder, protocol: Protocol, version: string): string =>
  join(folder.evaluations, `${protocol}-${version}.json`);

function storeEvaluation(folder: DataFolder, protocol: Protocol, report: FolderEvaluation): void {
  mkdirSync(folder.evaluations, { recursive: true });
  const path = evaluationPath(folder, protocol, report.model_version);
  writeFileSync(`${path}.part`, `${JSON.stringify(report, null, 2)}\n`);
  renameSync(`${path}.part`, path);
}

/** The report of an earlier evaluation of that model, if there is one. */
export function storedEvaluation(
  folder: DataFolder,
  protocol: Protocol,
  version: string,
): FolderEvaluation | undefined {
  try {
    return JSON.parse(readFileSync(evaluationPath(folder, protocol, version), 'utf8')) as FolderEvaluation;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
