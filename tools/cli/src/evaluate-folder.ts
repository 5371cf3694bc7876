import type { EvaluationReport } from '@stars/evaluation';
import { LocalClock } from '@stars/features';
import type { DataFolder } from './data-folder.js';
import { expectRanking } from './evaluation/evaluation-plan.js';
import { buildSet, heldOut } from './evaluation/evaluation-set.js';
import { askedTarget, targetOf } from './evaluation/evaluation-target.js';
import type { EvaluationRequest, Prepared, Watch } from './evaluation/prepared.js';
import { rankedSections } from './evaluation/ranked-sections.js';
import { readData } from './evaluation/read-data.js';
import { type EvaluationRun, evaluationRun } from './evaluation/run-folder.js';
import { type FolderEvaluation, storeReport } from './evaluation/stored-reports.js';
import { TABLES } from './evaluation/tables.js';
import { TestEvaluationCounter } from './evaluation/test-evaluations.js';
import { withBus } from './open-bus.js';
import { prepareFolder } from './prepare.js';
import type { ReplayReport } from './served-replay/replay-served.js';
import { readSettings } from './settings.js';
import { trainModel } from './train-model.js';

export { cjDayTestEnd, cjDayTestStart } from './evaluation/evaluation-set.js';
export type { Protocol } from './evaluation/run-folder.js';
export { type FolderEvaluation, storedEvaluation } from './evaluation/stored-reports.js';

/**
 * Evaluates the ranking that the folder's data would have been served: prepares what is missing (tags, a model that
 * has seen nothing of what is tested), ranks, measures, and keeps the report by model version. Lists, models and
 * figures are kept as soon as they are done: a run that was killed goes on where it stopped.
 */
export async function evaluateFolder(
  folder: DataFolder,
  request: EvaluationRequest,
  watch: Watch,
): Promise<FolderEvaluation> {
  const { plan } = watch;
  plan.enter('prepare');
  await prepareFolder(folder, 'features', watch.progress, watch.signal);
  const asked = askedTarget(folder, request);
  const scope = { ...request, ...(asked ? { target: asked.kind } : {}) };
  const run = await withBus(folder, (bus) => evaluationRun(folder, bus, scope));
  const prepared = await prepare(folder, request, run, watch);
  const { model, why } = prepared;
  const { ListsFolder, storedStudies, storedStudyRows } = await import('@stars/evaluation');
  const { simpleRankingIn } = await import('@stars/training');
  const simple = simpleRankingIn(model.metrics);
  const testEvaluations = new TestEvaluationCounter(folder, run.id, model.version);
  const lists = new ListsFolder(run.lists);
  const kept = request.split === 'test' ? testEvaluations.watch(lists) : lists;
  let replay: ReplayReport | undefined;
  const save = async (report: EvaluationReport): Promise<FolderEvaluation> => {
    const counted = request.split === 'test' ? { ...report, test_looks: testEvaluations.count } : report;
    const sample = request.sample === undefined ? {} : { sample: request.sample };
    const served = replay ? { replay } : {};
    const ranks = simple ? { simple_ranking: simple } : {};
    const evaluation = { model_version: model.version, why, ...ranks, ...sample, ...counted, ...served };
    await storeReport(folder, evaluation, commandOf(request));
    return evaluation;
  };
  plan.enter('rank');
  let report = await rankedSections(prepared, kept, watch);
  if (request.tables.includes('studies')) {
    const rows = [...storedStudyRows(), ...storedStudyRows(folder.studies)];
    report = { ...report, ...storedStudies(report, rows) };
  }
  if (request.replay) {
    plan.enter('replay');
    const { replayPrepared } = await import('./served-replay/replay-prepared.js');
    replay = await replayPrepared(prepared, request.replay, watch);
  }
  plan.enter('report');
  if (request.split === 'test') testEvaluations.finish();
  const evaluation = await save(report);
  plan.leave();
  return evaluation;
}

/** The command that makes the same report. */
function commandOf({ protocol, split, tables, sample, target, replay }: EvaluationRequest): string {
  const names = TABLES.every((table) => tables.includes(table)) ? 'all' : tables.join(',');
  return [
    `./stars evaluate --protocol ${protocol}`,
    ...(split === 'test' ? [] : [`--split ${split}`]),
    ...(names === '' ? [] : [`--tables ${names}`]),
    ...(sample === undefined ? [] : [`--sample ${sample}`]),
    ...(target ? [`--target ${target}`] : []),
    ...(replay ? [`--replay ${replay}`] : []),
  ].join(' ');
}

async function prepare(
  folder: DataFolder,
  request: EvaluationRequest,
  run: EvaluationRun,
  watch: Watch,
): Promise<Prepared> {
  const { plan, progress, signal } = watch;
  const clock = new LocalClock(readSettings(folder).time_zone);
  return withBus(folder, async (bus) => {
    plan.enter('read');
    const data = await readData(folder, progress, signal);
    const target = targetOf(folder, request, data.log);
    const set = await buildSet(data.log, clock, { ...request, target: target.kind });
    const held = await heldOut(set, clock, request);
    expectRanking(plan, set.sessions.length, request.tables);
    plan.enter('train');
    const { toldTarget } = await import('./evaluation/chosen-recipe.js');
    const told = request.target ? { target: request.target } : toldTarget(data.log, held, target.kind);
    const recipe = { ...request.training.recipe, ...told };
    const asked = { ...request.training, recipe, ...held, data, publish: false };
    const model = await trainModel(folder, bus, asked, progress, signal);
    // The training says its target, too, but not who asked for it.
    const why = [target.why, model.why.replace(/^Target: [^.]*\. ?/, '')].filter(Boolean).join(' ');
    return { folder, request, run, clock, data, set, held, asked, model, why };
  });
}
