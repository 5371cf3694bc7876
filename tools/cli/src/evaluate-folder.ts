import { standardBaselines } from '@stars/baselines';
import { buildReport, ListsFolder, renderReport } from '@stars/evaluation';
import { LocalClock } from '@stars/features';
import { simpleRankingIn } from '@stars/training';
import type { DataFolder } from './data-folder.js';
import { toldTarget } from './evaluation/chosen-recipe.js';
import { type RankedRankers, rankPrepared, withEvaluatedModel } from './evaluation/evaluated-model.js';
import { buildSet, heldOut } from './evaluation/evaluation-set.js';
import { askedTarget, targetOf } from './evaluation/evaluation-target.js';
import type { EvaluationRequest, Prepared, Watch } from './evaluation/prepared.js';
import { readData } from './evaluation/read-data.js';
import { evaluationRun } from './evaluation/run-folder.js';
import { type FolderEvaluation, storeReport } from './evaluation/stored-reports.js';
import { TestEvaluationCounter } from './evaluation/test-evaluations.js';
import { withBus } from './open-bus.js';
import { prepareFolder } from './prepare.js';
import { readSettings } from './settings.js';
import { trainModel } from './train-model.js';

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
  const prepared = await prepareEvaluation(folder, request, watch);
  const report = await withEvaluatedModel(prepared, async (evaluated) => {
    const rankers = [...standardBaselines(), ...evaluated.rankers];
    const ranked = await rankPrepared(prepared, { ...evaluated, rankers }, watch);
    return reportOf(prepared, ranked);
  });
  storeReport(folder, report, renderReport(report));
  return report;
}

/** The report of what was ranked. On the test split, the evaluation is finished with it. */
export function reportOf(
  { request, set, model, why, testEvaluations }: Prepared,
  { passes, leftOut }: RankedRankers,
): FolderEvaluation {
  if (request.split === 'test') testEvaluations.finish();
  return {
    ...{ model_version: model.version, why, simple_ranking: simpleRankingIn(model.metrics), sample: request.sample },
    ...buildReport(set, passes),
    ...(leftOut.length > 0 ? { left_out: leftOut } : {}),
    ...(request.split === 'test' ? { test_looks: testEvaluations.count } : {}),
  };
}

/** What comes before ranking: the data, the sessions, and a model that has seen nothing of what is tested. */
export async function prepareEvaluation(
  folder: DataFolder,
  request: EvaluationRequest,
  { progress, signal }: Watch,
): Promise<Prepared> {
  await prepareFolder(folder, 'features', progress, signal);
  const clock = new LocalClock(readSettings(folder).time_zone);
  return withBus(folder, async (bus) => {
    const scope = { ...request, target: askedTarget(folder, request)?.kind };
    const run = await evaluationRun(folder, bus, scope);
    const data = await readData(folder, progress, signal);
    const target = targetOf(folder, request, data.log);
    const set = buildSet(data.log, clock, { ...request, target: target.kind });
    const held = heldOut(set, clock, request);
    const told = request.target ? { target: request.target } : toldTarget(data.log, held, target.kind);
    const recipe = { ...request.training.recipe, ...told };
    const asked = { ...request.training, recipe, ...held, data, publish: false };
    const model = await trainModel(folder, bus, asked, progress, signal);
    // The training says its target, too, but not who asked for it.
    const why = [target.why, model.why.replace(/^Target: [^.]*\. ?/, '')].filter(Boolean).join(' ');
    const testEvaluations = new TestEvaluationCounter(folder, run.id, model.version);
    const lists = new ListsFolder(run.lists);
    const kept = request.split === 'test' ? testEvaluations.watch(lists) : lists;
    return { folder, request, run, clock, data, set, held, asked, model, why, testEvaluations, kept };
  });
}
