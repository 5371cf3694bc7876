import type { ModelManifest } from '@stars/contracts';
import type { LocalClock, TrainingData } from '@stars/features';
import { looksForNew } from '@stars/inference';
import type { SessionRanker } from './ranked-lists.js';
import { SECOND_STAGE_SEARCH_DEPTH } from './second-stage/described-sessions.js';
import { type RankedSecondStage, starsSecondStageRanker } from './second-stage/stars-second-stage-ranker.js';
import { type ReplayModel, StarsCandidates } from './stars-candidates.js';
import { starsRankers } from './stars-rankers.js';

/** How a model ranks for a request without a mode. */
export function servedRanker(
  model: ReplayModel,
  { metrics, secondStage }: { metrics: ModelManifest['metrics']; secondStage: RankedSecondStage | undefined },
  data: Pick<TrainingData, 'items' | 'timeline'>,
  clock: LocalClock,
): SessionRanker {
  if (looksForNew({ metrics })) return starsRankers(model, ['new'])[0]!;
  if (!secondStage) return starsRankers(model, ['RR+BI'])[0]!;
  return starsSecondStageRanker(secondStage, data, clock, new StarsCandidates(model, SECOND_STAGE_SEARCH_DEPTH));
}
