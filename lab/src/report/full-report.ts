import {
  type DataFolder,
  type EvaluatedModel,
  type EvaluationRequest,
  type FolderEvaluation,
  type Prepared,
  prepareEvaluation,
  rankPrepared,
  reportOf,
  storeReport,
  type Watch,
  withBus,
  withEvaluatedModel,
} from '@stars/cli';
import { printable } from '@stars/errors';
import { type RankedPasses, renderReport } from '@stars/evaluation';
import { everyBaseline } from '../lambdamart/every-baseline.js';
import { comparedSecondStage } from './compared-second-stage.js';
import { itemCategories } from './item-categories.js';
import { listSections } from './list-sections.js';
import { candidateSection } from './model-sections.js';
import { readShownPages } from './shown-pages.js';
import { signalSection } from './signal-section.js';
import { signalLines } from './signal-worth.js';
import { type Sections, sectionLines } from './text-sections.js';

/** The product's report with every baseline, and the paper's tables and figures. */
export interface FullReport extends FolderEvaluation, Sections {}

/** Evaluates like `./stars evaluate`, with every baseline and section. A run that was killed goes on where it stopped. */
export async function fullReport(folder: DataFolder, request: EvaluationRequest, watch: Watch): Promise<FullReport> {
  const prepared = await prepareEvaluation(folder, request, watch);
  const report = await withEvaluatedModel(prepared, async (evaluated) => {
    const rankers = [...baselinesOf(prepared, evaluated, watch), ...evaluated.rankers];
    const ranked = await rankPrepared(prepared, { ...evaluated, rankers }, watch);
    const sections = await sectionsOf(prepared, evaluated, ranked.passes, watch);
    return { ...reportOf(prepared, ranked), ...sections };
  });
  storeReport(folder, report, renderFullReport(report));
  return report;
}

/** What each signal is worth at the request, and of which model. */
export interface SignalReport extends Pick<Sections, 'signals'> {
  model_version: string;
}

/** That section of the report alone: no baseline is ranked. */
export async function signalReport(
  folder: DataFolder,
  request: EvaluationRequest,
  watch: Watch,
): Promise<SignalReport> {
  const prepared = await prepareEvaluation(folder, request, watch);
  const signals = await withEvaluatedModel(prepared, (evaluated) => signalSection(prepared, evaluated, watch));
  if (request.split === 'test') prepared.testEvaluations.finish();
  return { model_version: prepared.model.version, signals };
}

export const renderSignals = ({ signals }: SignalReport): string => printable(`${signalLines(signals).join('\n')}\n`);

/** As text for a terminal. Names of categories and signals come from the catalogue and the log. */
export function renderFullReport(report: FullReport): string {
  const sections = sectionLines(report).map((lines) => `\n${lines.join('\n')}\n`);
  return `${renderReport(report)}${printable(sections.join(''))}`;
}

function baselinesOf(prepared: Prepared, { loaded, candidates }: EvaluatedModel, { progress, signal }: Watch) {
  const secondStage =
    loaded.secondStage && comparedSecondStage(prepared, loaded.secondStage, candidates, { progress, signal });
  return everyBaseline({
    folder: prepared.folder,
    data: { ...prepared.data, clock: prepared.clock },
    secondStage,
    onProgress: ({ ranker, label, done, total }) =>
      progress.update({ label: `Evaluate: ${ranker}, ${label}`, done, total }),
  });
}

async function sectionsOf(
  prepared: Prepared,
  evaluated: EvaluatedModel,
  passes: RankedPasses,
  { progress, signal }: Watch,
): Promise<Sections> {
  const { folder, set, data, clock, kept } = prepared;
  const categories = itemCategories(set.catalogue, data.items);
  const lists = listSections(set, passes, categories);
  const pages = await withBus(folder, (bus) => readShownPages(bus, signal));
  const candidates = await candidateSection(set, pages, clock, passes, { kept, progress, signal });
  return { ...lists, candidates, signals: await signalSection(prepared, evaluated, { progress, signal }) };
}
