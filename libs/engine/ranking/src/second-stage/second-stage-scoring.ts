import type { ScoreTrees } from './score-trees.js';
import type { SecondStageWeights } from './second-stage-weights.js';

/** Networks and trees that were learned from the same sessions; the score is their mean. F features each. */
export interface SecondStageScoring {
  /** At least one. */
  networks: SecondStageWeights[];
  /** Absent if none were learned. */
  trees?: ScoreTrees;
}
