import type { ModelManifest } from '@stars/contracts';
import type { LocalClock } from '@stars/features';
import type { SecondStageArtifact } from '@stars/inference';
import type { ReplayModel, SecondStageData, SessionRanker, StarsCandidates } from '@stars/replay';

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
