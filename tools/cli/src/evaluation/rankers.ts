import { join } from 'node:path';
import type { BaselineData, BaselineProgress, ComparedSecondStage } from '@stars/baselines';
import type { ModelManifest } from '@stars/contracts';
import type { LocalClock } from '@stars/features';
import type { SecondStageArtifact } from '@stars/inference';
import type { ReplayModel, SecondStageData, SessionRanker, StarsCandidates } from '@stars/replay';
import type { DataFolder } from '../data-folder.js';

export interface BaselineOptions {
  folder: DataFolder;
  data: BaselineData;
  secondStage?: ComparedSecondStage;
  onProgress: (progress: BaselineProgress) => void;
}

/** The baselines that only count, which takes seconds. */
export async function quickBaselines(): Promise<SessionRanker[]> {
  const { standardBaselines } = await import('@stars/baselines');
  return standardBaselines();
}

/** Every baseline. Some are trained; what they learn is kept in the folder's cache. */
export async function everyBaseline(options: BaselineOptions): Promise<SessionRanker[]> {
  const { allBaselines, LAMBDAMART_ON_SECOND_STAGE } = await import('@stars/baselines');
  const { identifiedBy } = await import('@stars/replay');
  const all = allBaselines({
    data: options.data,
    ...(options.secondStage ? { secondStage: options.secondStage } : {}),
    cacheDir: join(options.folder.cache, 'baselines'),
    onProgress: options.onProgress,
  });
  const onSecondStage = all.filter(({ name }) => name === LAMBDAMART_ON_SECOND_STAGE);
  if (options.secondStage) identifiedBy(options.secondStage.modelVersion, onSecondStage);
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
