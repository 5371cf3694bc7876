import type { ModelManifest } from '@stars/contracts';
import { starsRankers } from '@stars/evaluation';
import type { LocalClock } from '@stars/features';
import type { SecondStageArtifact } from '@stars/inference';
import {
  identifiedBy,
  type ReplayModel,
  type SecondStageData,
  type SessionRanker,
  type StarsCandidates,
  starsSecondStageRanker,
} from '@stars/replay';

export interface ModelOptions {
  manifest: ModelManifest;
  secondStage: SecondStageArtifact;
  data: SecondStageData;
  clock: LocalClock;
  candidates: StarsCandidates;
}

/** The model's rankings. */
export function modelRankers(
  model: ReplayModel,
  { manifest, secondStage, data, clock, candidates }: ModelOptions,
): SessionRanker[] {
  const lists = starsRankers(model, ['GI', 'NI', 'RR', 'RR+BI'], candidates);
  const served = starsSecondStageRanker(secondStage, data, clock, candidates);
  return identifiedBy(manifest.version, [...lists, served]);
}
