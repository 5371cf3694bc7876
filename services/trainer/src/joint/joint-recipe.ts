import type { TailCoverage } from '@stars/ranking';

/** How the joint ranking is learned: of sessions that the model in its first fit has not seen (model.md, section 8). */
export interface JointRecipe {
  /** Sessions to learn from, at most: drawn by the seed. */
  sessions: number;
  epochs: number;
  /** Sessions a step. */
  batchSize: number;
  learningRate: number;
  weightDecay: number;
  /** Width of the first hidden layer; the second has half. */
  hidden: number;
  /** Whether it is told how much an item is like those that the user had. */
  neighbours: boolean;
  /** Whether the model's own scores are among the features. */
  scores: boolean;
  /** How the last places of a served list are given away. */
  tail: TailCoverage;
}

export const JOINT_DEFAULTS: JointRecipe = {
  sessions: 45_000,
  epochs: 3,
  batchSize: 32,
  learningRate: 0.003,
  weightDecay: 0.001,
  hidden: 128,
  neighbours: true,
  scores: true,
  tail: { slots: 3, penalty: 0.2, within: 60 },
};

/** Candidates that were not taken, a session: what is new has a thousand candidates, and a part of them teaches as much. */
export const TRAINING_NEGATIVES = 200;

/** Sessions to learn from of what is new, at most: each has a thousand candidates, and twice as many teach nothing more. */
export const NEW_SESSIONS = 15_000;

/** Networks whose mean score ranks what is new: one alone varies with its random numbers by as much as a better one is worth. */
export const NEW_NETWORKS = 3;

/** Epochs over what is new, at most: there is little of it, and from the third on it is learned by heart. */
export const NEW_EPOCHS = 2;
