import { type EvaluationReport, rankAndMeasure, writeLists } from '@stars/evaluation';
import { type ModelArtifact, ModelStore, StarsModel } from '@stars/inference';
import { MOST_SEARCHED } from '@stars/ranking';
import {
  modelForEvaluation,
  type ReplayModel,
  SERVED_RANKING,
  type SessionRanker,
  StarsCandidates,
} from '@stars/replay';
import { modelRankers } from './model-rankers.js';
import type { Prepared, Watch } from './prepared.js';

/** The model of an evaluation, in memory. */
export interface EvaluatedModel {
  artifact: ModelArtifact;
  loaded: StarsModel;
  model: ReplayModel;
  candidates: StarsCandidates;
  rankers: SessionRanker[];
}

/** Loads the model of an evaluation for the time of a work. */
export async function withEvaluatedModel<T>(
  { folder, clock, data, set, model: trained }: Prepared,
  work: (evaluated: EvaluatedModel) => Promise<T>,
): Promise<T> {
  const artifact = await new ModelStore(folder.models).load(trained.version);
  const loaded = StarsModel.create(artifact);
  const model = modelForEvaluation(loaded, data, set);
  const candidates = new StarsCandidates(model, MOST_SEARCHED);
  // Every model that was trained here has one.
  const [manifest, secondStage] = [loaded.manifest, loaded.secondStage!];
  const rankers = modelRankers(model, { manifest, secondStage, data, clock, candidates });
  return await work({ artifact, loaded, model, candidates, rankers });
}

export type RankedRankers = Awaited<ReturnType<typeof rankPrepared>>;

/** Ranks the sessions by all rankers and measures the lists. A ranker that cannot run here is left out, with the reason. */
export async function rankPrepared(
  { set, request, kept }: Pick<Prepared, 'set' | 'request' | 'kept'>,
  { rankers }: Pick<EvaluatedModel, 'rankers'>,
  { progress, signal }: Watch,
) {
  const leftOut: NonNullable<EvaluationReport['left_out']> = [];
  const passes = await rankAndMeasure({
    set,
    rankers,
    kept,
    onUnavailable: ({ name }, { message }) => {
      progress.warn(`${name} is left out: ${message}`);
      leftOut.push({ ranker: name, reason: message });
    },
    onProgress: ({ ranker, explore, done, total }) =>
      progress.update({
        label: `Evaluate: ${ranker}${explore ? ' (explore)' : ''}`,
        done,
        total,
        detail: 'sessions',
      }),
    onLists: async (ranker, explore, lists) => {
      const path = explore ? request.listsExplore : request.lists;
      if (ranker.name === SERVED_RANKING && path !== undefined) await writeLists(path, set, lists, { explore });
    },
    signal,
  });
  progress.finish();
  return { passes, leftOut };
}
