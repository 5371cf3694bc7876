import type { JointWeights } from './joint-weights.js';
import type { ScoreTrees } from './score-trees.js';

/** Networks and trees that were learned from the same sessions: they score by their mean. F features each. */
export interface JointScoring {
  /** At least one. */
  networks: JointWeights[];
  /** Absent where none were learned. */
  trees?: ScoreTrees;
}
