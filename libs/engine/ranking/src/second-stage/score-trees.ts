import type { CandidateScorer } from './second-stage-weights.js';

/** Regression trees whose leaves' sum scores a candidate: N nodes of T trees over F features. */
export interface ScoreTrees {
  /** [T] place of each tree's root. */
  roots: Int32Array;
  /** [N] column that a node compares; -1: it is a leaf. */
  feature: Int32Array;
  /** [N] values up to this go left, others right; of a leaf: what it adds to the score. */
  value: Float32Array;
  /** [N] place of the left node; the right one is the next. Always after the node itself; 0 of a leaf. */
  left: Int32Array;
}

/** Throws a RangeError if the nodes do not make trees over so many features. */
export function checkScoreTrees({ roots, feature, value, left }: ScoreTrees, features: number): void {
  const nodes = feature.length;
  const fits =
    value.length === nodes &&
    left.length === nodes &&
    roots.every((root) => root >= 0 && root < nodes) &&
    feature.every((column, node) =>
      column < 0 ? column === -1 : column < features && left[node]! > node && left[node]! + 1 < nodes,
    );
  if (!fits) throw new RangeError('the trees of the second stage do not fit together');
}

/** Scores candidates by trees. */
export class TreeScorer implements CandidateScorer {
  /** @param features F. Throws a RangeError if the nodes do not make trees. */
  constructor(
    private readonly trees: ScoreTrees,
    private readonly features: number,
  ) {
    checkScoreTrees(trees, features);
  }

  score(rows: Float32Array, n: number): Float32Array {
    const { roots, feature, value, left } = this.trees;
    const scores = new Float32Array(n);
    for (let row = 0; row < n; row++) {
      const at = row * this.features;
      let sum = 0;
      for (let tree = 0; tree < roots.length; tree++) {
        let node = roots[tree]!;
        for (let column = feature[node]!; column >= 0; column = feature[node]!) {
          node = rows[at + column]! <= value[node]! ? left[node]! : left[node]! + 1;
        }
        sum += value[node]!;
      }
      scores[row] = sum;
    }
    return scores;
  }
}
