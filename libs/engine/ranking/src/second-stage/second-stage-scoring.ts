import type { ScoreTrees } from './score-trees.js';
import type { SecondStageWeights } from './second-stage-weights.js';

/** Networks and trees that were learned from the same sessions: they score by their mean. F features each. */
export interface SecondStageScoring {
  /** At least one. */
  networks: SecondStageWeights[];
  /** Absent where none were learned. */
  trees?: ScoreTrees;
}
