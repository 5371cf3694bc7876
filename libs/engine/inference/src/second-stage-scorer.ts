import { type CandidateScorer, type SecondStageScoring, TreeScorer } from '@stars/ranking';
import { SecondStageNetwork } from './second-stage-network.js';

/** Share of the trees in a score, if there are any: for all candidates, and for unseen items (decision 18). */
export const TREE_SHARES = { all: 0.3, fresh: 0.5 } as const;

/** Scores candidates by networks and trees together: both are logits of one softmax, and they make different errors. */
export class SecondStageScorer implements CandidateScorer {
  readonly #network: SecondStageNetwork;
  readonly #trees: TreeScorer | undefined;

  readonly #share: number;

  /** Throws a RangeError if weights or trees do not fit together. */
  constructor({ networks, trees }: SecondStageScoring, of: keyof typeof TREE_SHARES) {
    this.#share = TREE_SHARES[of];
    this.#trees = trees && new TreeScorer(trees, networks[0]!.mean.length);
    this.#network = new SecondStageNetwork(networks);
  }

  score(rows: Float32Array, n: number): Float32Array {
    const scores = this.#network.score(rows, n);
    if (!this.#trees) return scores;
    const added = this.#trees.score(rows, n);
    return scores.map((score, row) => (1 - this.#share) * score + this.#share * added[row]!);
  }

  dispose(): void {
    this.#network.dispose();
  }
}
