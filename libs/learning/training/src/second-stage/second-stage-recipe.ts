import type { RankerKind } from '@stars/ranking';

/** How the second stage is learned: from sessions that the model in its first fit has not seen (docs/explanation/the-second-stage-ranker.md). */
export type SecondStageRecipe = typeof SECOND_STAGE_DEFAULTS;

export const SECOND_STAGE_DEFAULTS = {
  /** Most sessions to learn from, drawn by the seed. */
  sessions: 45_000,
  epochs: 3,
  /** Sessions a step. */
  batchSize: 32,
  learningRate: 0.003,
  weightDecay: 0.2,
  /** Width of the first hidden layer; the second has half. */
  hidden: 96,
};

/** Candidates that were not purchased, a session: unseen items have a thousand candidates, and a part of them teaches as much. */
export const TRAINING_NEGATIVES = 200;

/** Most sessions to learn unseen items from: each has a thousand candidates, and twice as many teach nothing more. */
export const NEW_SESSIONS = 15_000;

/** Most requests because of seeds to learn from. */
export const SEEDED_SESSIONS = 10_000;

/** Most of them of one session. */
export const SEEDED_MOMENTS = 2;

/** One of so many of them is of a stranger: most who open the page of a product are. */
export const STRANGERS = 3;

/** Most epochs over unseen items, and over requests because of seeds: there are few of them, and a third epoch overfits. */
const NEW_EPOCHS = 2;

/** How a network is trained; the rest of the recipe says on what. */
export type ListwiseRecipe = Pick<
  SecondStageRecipe,
  'epochs' | 'batchSize' | 'learningRate' | 'weightDecay' | 'hidden'
>;

/** How the network of one ranker is trained. */
export const listwiseRecipe = (recipe: SecondStageRecipe, of: RankerKind): ListwiseRecipe =>
  of === 'all' ? recipe : { ...recipe, epochs: Math.min(recipe.epochs, NEW_EPOCHS) };
