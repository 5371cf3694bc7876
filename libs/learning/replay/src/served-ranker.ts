import type { LocalClock, TrainingData } from '@stars/features';
import { MOST_SEARCHED } from '@stars/ranking';
import type { SessionRanker } from './ranked-lists.js';
import { type RankedSecondStage, starsSecondStageRanker } from './second-stage/stars-second-stage-ranker.js';
import { type ReplayModel, StarsCandidates } from './stars-candidates.js';

/** How a model ranks for a request without a mode. */
export function servedRanker(
  model: ReplayModel,
  secondStage: RankedSecondStage,
  data: Pick<TrainingData, 'items' | 'timeline'>,
  clock: LocalClock,
): SessionRanker {
  return starsSecondStageRanker(secondStage, data, clock, new StarsCandidates(model, MOST_SEARCHED));
}
