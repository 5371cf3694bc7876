import type { ModelManifest } from '@stars/contracts';
import type { LocalClock } from '@stars/features';
import type { SecondStageArtifact } from '@stars/inference';
import type { ReplayModel, SecondStageData, SessionRanker, StarsCandidates } from '@stars/replay';

export interface ModelOptions {
  manifest: ModelManifest;
  secondStage: SecondStageArtifact;
  data: SecondStageData;
  clock: LocalClock;
  candidates: StarsCandidates;
}

/** The model's rankings. */
export async function modelRankers(
  model: ReplayModel,
  { manifest, secondStage, data, clock, candidates }: ModelOptions,
): Promise<SessionRanker[]> {
  const { starsRankers } = await import('@stars/evaluation');
  const replay = await import('@stars/replay');
  const lists = starsRankers(model, ['GI', 'NI', 'RR', 'RR+BI'], candidates);
  const served = replay.starsSecondStageRanker(secondStage, data, clock, candidates);
  return replay.identifiedBy(manifest.version, [...lists, served]);
}
