import { join } from 'node:path';
import type { BaselineData, BaselineProgress, ComparedSecondStage, NetworkName } from '@stars/baselines';
import type { ModelManifest } from '@stars/contracts';
import type { LocalClock } from '@stars/features';
import type { SecondStageArtifact } from '@stars/inference';
import type { ReplayModel, SecondStageData, SessionRanker, StarsCandidates } from '@stars/replay';
import type { DataFolder } from '../data-folder.js';

export interface BaselineOptions {
  folder: DataFolder;
  data: BaselineData;
  secondStage?: ComparedSecondStage;
  /** Budget of the whole evaluation. */
  budgetMinutes: number;
  onProgress: (progress: BaselineProgress) => void;
}

/** Share of the budget for SASRec's training and its grid, and its most minutes. STARS takes no more on rating-like data. */
const SASREC_SHARE = 0.25;
const SASREC_MINUTES = 18;
/** The same for each of the newer networks. */
const NEWER_SHARE = 0.075;
const NEWER_MINUTES = 8;

/** For the training of each network. */
export function networkMinutes(budgetMinutes: number): Record<NetworkName, number> {
  const newer = Math.min(NEWER_MINUTES, NEWER_SHARE * budgetMinutes);
  return { SASRec: Math.min(SASREC_MINUTES, SASREC_SHARE * budgetMinutes), eSASRec: newer, CASE: newer };
}

/** The baselines that only count, which takes seconds. */
export async function quickBaselines(): Promise<SessionRanker[]> {
  const { standardBaselines } = await import('@stars/baselines');
  return standardBaselines();
}

/** Every baseline. Some are trained; what they learn is kept in the folder's cache. */
export async function everyBaseline(options: BaselineOptions): Promise<SessionRanker[]> {
  const { allBaselines, LAMBDAMART_ON_SECOND_STAGE, NETWORK_NAMES } = await import('@stars/baselines');
  const { identifiedBy } = await import('@stars/replay');
  const minutes = networkMinutes(options.budgetMinutes);
  const all = allBaselines({
    data: options.data,
    ...(options.secondStage ? { secondStage: options.secondStage } : {}),
    cacheDir: join(options.folder.cache, 'baselines'),
    budgetMinutes: minutes,
    onProgress: options.onProgress,
  });
  const named = (wanted: string): SessionRanker[] => all.filter(({ name }) => name === wanted);
  for (const name of NETWORK_NAMES) identifiedBy(`${minutes[name]} minutes`, named(name));
  if (options.secondStage) identifiedBy(options.secondStage.modelVersion, named(LAMBDAMART_ON_SECOND_STAGE));
  return all;
}

export interface ModelOptions {
  manifest: ModelManifest;
  secondStage: SecondStageArtifact | undefined;
  data: SecondStageData;
  clock: LocalClock;
  candidates: StarsCandidates;
}

/** The model's rankings, and the name of the one that is served. */
export async function modelRankers(
  model: ReplayModel,
  { manifest, secondStage, data, clock, candidates }: ModelOptions,
): Promise<{ rankers: SessionRanker[]; served: string }> {
  const { starsRankers } = await import('@stars/evaluation');
  const replay = await import('@stars/replay');
  const { identifiedBy, SERVED_SECOND_STAGE, SERVED_RANKING } = replay;
  const identified = (rankers: SessionRanker[], served: string) => ({
    rankers: identifiedBy(manifest.version, rankers),
    served,
  });
  const lists = starsRankers(model, ['GI', 'NI', 'RR', 'RR+BI'], candidates);
  if (!secondStage) return identified(lists, SERVED_RANKING);
  return identified(
    [...lists, replay.starsSecondStageRanker(secondStage, data, clock, candidates)],
    SERVED_SECOND_STAGE,
  );
}

/** Frees the memory of rankers outside the heap. */
export function disposeRankers(rankers: readonly (SessionRanker & { dispose?: () => void })[]): void {
  for (const ranker of rankers) ranker.dispose?.();
}
