import type { TailCoverage } from '@stars/ranking';

/** How the joint ranking is learned: of sessions that the model in its first fit has not seen (model.md, section 8). */
export interface SecondStageRecipe {
  /** Sessions to learn from, at most: drawn by the seed. */
  sessions: number;
  epochs: number;
  /** Sessions a step. */
  batchSize: number;
  learningRate: number;
  weightDecay: number;
  /** Width of the first hidden layer; the second has half. */
  hidden: number;
  /** Networks of other seeds, at least one, and trees: the mean of networks and trees counts. One alone varies with its random numbers by as much as a better one is worth. */
  networks: number;
  trees: number;
  /** Whether it is told how much an item is like those that the user had. */
  neighbours: boolean;
  /** Whether it is told how everybody, and the user, try what is new. */
  novelty: boolean;
  /** Whether it is told what is taken on one visit with the user's own items. */
  together: boolean;
  /** Whether the model's own scores are among the features. */
  scores: boolean;
  /** How the last places of a served list are given away. */
  tail: TailCoverage;
}

export const SECOND_STAGE_DEFAULTS: SecondStageRecipe = {
  sessions: 45_000,
  epochs: 3,
  batchSize: 32,
  learningRate: 0.003,
  weightDecay: 0.001,
  hidden: 128,
  networks: 3,
  trees: 300,
  neighbours: true,
  novelty: true,
  together: true,
  scores: true,
  tail: { slots: 2, penalty: 0.4, within: 100 },
};

/** Candidates that were not taken, a session: what is new has a thousand candidates, and a part of them teaches as much. */
export const TRAINING_NEGATIVES = 200;

/** Sessions that trees learn from, at most: more of them cost memory, and teach trees of this size little. */
export const TREE_SESSIONS = 15_000;

/** Sessions to learn from of what is new, at most: each has a thousand candidates, and twice as many teach nothing more. */
export const NEW_SESSIONS = 15_000;

/** Epochs over what is new, at most: there is little of it, and from the third on it is learned by heart. */
export const NEW_EPOCHS = 2;
