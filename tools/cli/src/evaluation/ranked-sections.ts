import type { EvaluationReport, ItemCategories, KeptLists, ReportSection } from '@stars/evaluation';
import type { TrainingData } from '@stars/features';
import { MOST_SEARCHED } from '@stars/ranking';
import type { EvaluationSet } from '@stars/replay';
import { withBus } from '../open-bus.js';
import type { Prepared, Watch } from './prepared.js';
import { everyBaseline, modelRankers, quickBaselines } from './rankers.js';
import { readShownPages } from './shown-pages.js';
import { needsEveryBaseline, type TableName } from './tables.js';

/** Sections of the report by table: those made from lists, and those that need the model. */
const SECTIONS: Record<TableName, readonly ReportSection[]> = {
  '1': ['repeats', 'exposure'],
  '2': ['categories'],
  figure5: ['figure5'],
  studies: [],
  signals: [],
};

export async function rankedSections(
  prepared: Prepared,
  kept: KeptLists,
  { progress, signal }: Pick<Watch, 'progress' | 'signal'>,
): Promise<EvaluationReport> {
  const { folder, request, run, clock, data, set, model: trained } = prepared;
  const { buildReport, rankAndMeasure, writeLists } = await import('@stars/evaluation');
  const { modelForEvaluation, StarsCandidates } = await import('@stars/replay');
  const { ModelStore, StarsModel } = await import('@stars/inference');
  const { comparedSecondStage } = await import('./compared-second-stage.js');
  const { candidateSection, keptHeadCosine } = await import('./model-sections.js');
  const { tables } = request;
  const artifact = await new ModelStore(folder.models).load(trained.version);
  const loaded = await StarsModel.create(artifact);
  const model = modelForEvaluation(loaded, data, set);
  const candidates = new StarsCandidates(model, loaded.joint ? MOST_SEARCHED : 0);
  const secondStage = loaded.joint && comparedSecondStage(prepared, loaded.joint, candidates, { progress, signal });
  const baselines = await (!needsEveryBaseline(tables)
    ? quickBaselines()
    : everyBaseline({
        folder,
        data: { ...data, clock },
        ...(secondStage ? { secondStage } : {}),
        onProgress: ({ ranker, label, done, total }) =>
          progress.update({ label: `Evaluate: ${ranker}, ${label}`, done, total }),
      }));
  const { rankers, served } = await modelRankers(model, {
    manifest: trained.manifest,
    secondStage: loaded.joint,
    data,
    clock,
    candidates,
  });
  const leftOut: NonNullable<EvaluationReport['left_out']> = [];
  try {
    const passes = await rankAndMeasure({
      set,
      rankers: [...baselines, ...rankers],
      kept,
      onUnavailable: ({ name }, { message }) => {
        progress.warn(`${name} is left out: ${message}`);
        leftOut.push({ ranker: name, reason: message });
      },
      onProgress: ({ ranker, explore, done, total, finishedPasses, passes }) =>
        progress.update({
          label: `Evaluate: ${ranker}${explore ? ' (explore)' : ''}`,
          done,
          total,
          detail: `sessions, ranking ${finishedPasses + 1} of ${passes}`,
        }),
      onLists: async (ranker, explore, lists) => {
        const path = explore ? request.listsExplore : request.lists;
        if (ranker.name === served && path !== undefined) await writeLists(path, set, lists, { explore });
      },
      signal,
    });
    progress.finish();
    const report = buildReport(set, passes, {
      served,
      sections: tables.flatMap((table) => SECTIONS[table]),
      ...(tables.includes('2') ? await categoriesOf(set, data) : {}),
    });
    if (leftOut.length > 0) report.left_out = leftOut;
    if (tables.includes('1')) {
      progress.update({ label: 'Evaluate: the two heads of the model' });
      const cosine = await keptHeadCosine(run, trained.version, set, model, signal);
      if (cosine) report.head_cosine = cosine;
      progress.finish();
    }
    if (tables.includes('figure5')) {
      const pages = await withBus(folder, (bus) => readShownPages(bus, signal));
      report.candidates = await candidateSection(set, pages, clock, passes, { served, kept, progress, signal });
    }
    if (tables.includes('signals')) {
      const { signalSection } = await import('./signal-section.js');
      report.signals = await signalSection({ artifact, loaded, data, set, clock, kept }, { progress, signal });
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
