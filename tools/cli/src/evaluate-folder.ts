import type { EvaluationReport, EvaluationSet, ItemCategories, KeptLists, ReportSection } from '@stars/evaluation';
import { LocalClock, type TrainingData } from '@stars/features';
import type { TrainReport } from '@stars/service-trainer';
import type { DataFolder } from './data-folder.js';
import { expectAblations, expectRanking, SpentTime, type StepName } from './evaluation/evaluation-plan.js';
import { buildSet, heldOut } from './evaluation/evaluation-set.js';
import { baselines, modelRankers } from './evaluation/rankers.js';
import { type EvaluationRun, type EvaluationScope, evaluationRun } from './evaluation/run-folder.js';
import { readShownPages } from './evaluation/shown-pages.js';
import { type FolderEvaluation, storeReport } from './evaluation/stored-reports.js';
import type { TableName } from './evaluation/tables.js';
import { TestLookCounter } from './evaluation/test-looks.js';
import type { WholePlan } from './evaluation/whole-plan.js';
import { withBus } from './open-bus.js';
import { prepareFolder } from './prepare.js';
import type { Progress } from './progress.js';
import { readSettings } from './settings.js';
import type { SizeName } from './size-option.js';
import { type TrainingRequest, trainModel } from './train-model.js';

export { cjDayTestEnd, cjDayTestStart } from './evaluation/evaluation-set.js';
export type { Protocol } from './evaluation/run-folder.js';
export { type FolderEvaluation, storedEvaluation } from './evaluation/stored-reports.js';

export interface EvaluationRequest extends EvaluationScope {
  /** Of the model that is trained for it, unless it is there. */
  training: Pick<TrainingRequest, 'size' | 'seed' | 'epochs'>;
  /** What the report holds beside the rankings; with any of them, every baseline is ranked and not only the quick ones. */
  tables: readonly TableName[];
  /** For everything from the import to the report, killed runs included; the ablations share what is left of it. */
  budgetMinutes: number;
  ablationSize: SizeName;
  /** Files for the lists of the served ranking. */
  lists?: string;
  listsExplore?: string;
}

/** How an evaluation is watched and stopped. */
export interface Watch {
  plan: WholePlan<StepName>;
  progress: Progress;
  signal: AbortSignal;
}

/** Everything that the steps after training share. */
interface Prepared {
  folder: DataFolder;
  request: EvaluationRequest;
  run: EvaluationRun;
  clock: LocalClock;
  data: TrainingData;
  set: EvaluationSet;
  held: Pick<TrainingRequest, 'until' | 'keep'>;
  model: TrainReport;
}

/**
 * Evaluates the ranking that the folder's data would have been served: prepares what is missing (tags, a model that
 * has seen nothing of what is tested), ranks, measures, and keeps the report by model version. Lists, models and
 * figures that are done are kept at once: a run that was killed goes on where it was.
 */
export async function evaluateFolder(
  folder: DataFolder,
  request: EvaluationRequest,
  watch: Watch,
): Promise<FolderEvaluation> {
  const { plan } = watch;
  plan.enter('prepare');
  await prepareFolder(folder, 'features', watch.progress, watch.signal);
  const prepared = await prepare(folder, request, watch);
  const { run, model } = prepared;
  const { ListsFolder } = await import('@stars/evaluation');
  const looks = new TestLookCounter(folder, run.id, model.version);
  const lists = new ListsFolder(run.lists);
  const kept = request.split === 'test' ? looks.watch(lists) : lists;
  const spent = new SpentTime(run);
  const save = async (report: EvaluationReport): Promise<FolderEvaluation> => {
    const counted = request.split === 'test' ? { ...report, test_looks: looks.looks } : report;
    const evaluation = { model_version: model.version, ...counted };
    await storeReport(folder, evaluation);
    spent.note(plan.spentMs);
    return evaluation;
  };
  plan.enter('rank');
  let report: EvaluationReport = await rankedSections(prepared, kept, watch);
  if (request.tables.includes('3')) {
    // What is known by now can be read while the variants train.
    await save(report);
    report = { ...report, ablations: await ablationSection(prepared, kept, spent, watch) };
  }
  plan.enter('report');
  if (request.split === 'test') looks.finish();
  const evaluation = await save(report);
  spent.clear();
  plan.leave();
  return evaluation;
}

async function prepare(folder: DataFolder, request: EvaluationRequest, watch: Watch): Promise<Prepared> {
  const { plan, progress, signal } = watch;
  const clock = new LocalClock(readSettings(folder).time_zone);
  return withBus(folder, async (bus) => {
    plan.enter('read');
    const data = await readData(folder, progress, signal);
    const run = await evaluationRun(folder, bus, request);
    const set = await buildSet(data.log, clock, request);
    const held = await heldOut(set, clock, request);
    expectRanking(plan, set.sessions.length, request.tables);
    plan.enter('train');
    const model = await trainModel(
      folder,
      bus,
      { ...request.training, ...held, data, publish: false },
      progress,
      signal,
    );
    return { folder, request, run, clock, data, set, held, model };
  });
}

async function readData(folder: DataFolder, progress: Progress, signal: AbortSignal): Promise<TrainingData> {
  const { DEFAULT_TENANT } = await import('@stars/contracts');
  const { loadTrainingData } = await import('@stars/features');
  const data = await withBus(folder, (bus) =>
    loadTrainingData((topic) => bus.read({ topic, signal }), {
      tenant: DEFAULT_TENANT,
      onProgress: (topic, messages) => progress.update({ label: `Evaluate: read ${topic}`, done: messages }),
      signal,
    }),
  );
  progress.finish();
  return data;
}

/** Sections of the report by table: what is made of lists, and what needs the model. */
const SECTIONS: Record<TableName, readonly ReportSection[]> = {
  '1': ['repeats', 'exposure'],
  '2': ['categories'],
  '3': [],
  figure5: ['figure5'],
};

async function rankedSections(
  { folder, request, run, clock, data, set, model: trained }: Prepared,
  kept: KeptLists,
  { progress, signal }: Watch,
): Promise<EvaluationReport> {
  const { buildReport, modelForEvaluation, rankAndMeasure, SERVED_RANKING, writeLists } = await import(
    '@stars/evaluation'
  );
  const { ModelStore, StarsModel } = await import('@stars/inference');
  const { candidateSection, keptHeadCosine } = await import('./evaluation/model-sections.js');
  const { tables } = request;
  const loaded = await StarsModel.create(await new ModelStore(folder.models).load(trained.version));
  const model = modelForEvaluation(loaded, data, set);
  try {
    const passes = await rankAndMeasure({
      set,
      rankers: [
        ...(await baselines(tables.length > 0 ? 'all' : 'simple')),
        ...(await modelRankers(model, trained.version)),
      ],
      kept,
      onProgress: ({ ranker, explore, done, total, finishedPasses, passes }) =>
        progress.update({
          label: `Evaluate: ${ranker}${explore ? ' (explore)' : ''}`,
          done,
          total,
          detail: `sessions, ranking ${finishedPasses + 1} of ${passes}`,
        }),
      onLists: async (ranker, explore, lists) => {
        const path = explore ? request.listsExplore : request.lists;
        if (ranker.name === SERVED_RANKING && path !== undefined) await writeLists(path, set, lists, { explore });
      },
      signal,
    });
    progress.finish();
    const report = buildReport(set, passes, {
      sections: tables.flatMap((table) => SECTIONS[table]),
      ...(tables.includes('2') ? await categoriesOf(set, data) : {}),
    });
    if (tables.includes('1')) {
      progress.update({ label: 'Evaluate: the two heads of the model' });
      const cosine = await keptHeadCosine(run, trained.version, set, model, signal);
      if (cosine) report.head_cosine = cosine;
      progress.finish();
    }
    if (tables.includes('figure5')) {
      const pages = await withBus(folder, (bus) => readShownPages(bus, signal));
      report.candidates = await candidateSection(set, pages, clock, passes, { kept, progress, signal });
    }
    return report;
  } finally {
    model.dispose();
    loaded.dispose();
  }
}

async function categoriesOf(set: EvaluationSet, data: TrainingData): Promise<{ categories?: ItemCategories }> {
  const { itemCategories } = await import('@stars/evaluation');
  const categories = itemCategories(set.catalogue, data.items);
  return categories ? { categories } : {};
}

async function ablationSection(
  { folder, request, run, data, set, held }: Prepared,
  kept: KeptLists,
  spent: SpentTime,
  { plan, progress, signal }: Watch,
): Promise<NonNullable<EvaluationReport['ablations']>> {
  const { ablations } = await import('./evaluation/ablations.js');
  return withBus(folder, (bus) =>
    ablations({
      folder,
      run,
      bus,
      data,
      set,
      heldOut: held,
      kept,
      size: request.ablationSize,
      seed: request.training.seed ?? 1,
      leftMinutes: request.budgetMinutes - (spent.beforeMs + plan.spentMs) / 60_000,
      onPlan: (chosen) => expectAblations(plan, chosen),
      onVariant: (name) => plan.enter(`ablation ${name}`),
      progress,
      signal,
    }),
  );
}
