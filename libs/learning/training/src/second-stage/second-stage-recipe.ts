/** How the second stage is learned: from sessions that the model in its first fit has not seen (docs/explanation/the-second-stage-ranker.md). */
export interface SecondStageRecipe {
  /** Most sessions to learn from, drawn by the seed. */
  sessions: number;
  epochs: number;
  /** Sessions a step. */
  batchSize: number;
  learningRate: number;
  weightDecay: number;
  /** Width of the first hidden layer; the second has half. */
  hidden: number;
  /** Whether there are features of an item's similarity to those that the user had. */
  neighbours: boolean;
  /** Whether there are features of how all users, and this user, try unseen items. */
  novelty: boolean;
  /** Whether there are features of what is bought in one session with items that the user had. */
  together: boolean;
  /** Whether the model's own scores are among the features. */
  scores: boolean;
}

export const SECOND_STAGE_DEFAULTS: SecondStageRecipe = {
  sessions: 45_000,
  epochs: 3,
  batchSize: 32,
  learningRate: 0.003,
  weightDecay: 0.2,
  hidden: 96,
  neighbours: true,
  novelty: true,
  together: true,
  scores: true,
};

/** Candidates that were not purchased, a session: unseen items have a thousand candidates, and a part of them teaches as much. */
export const TRAINING_NEGATIVES = 200;

/** Most sessions to learn unseen items from: each has a thousand candidates, and twice as many teach nothing more. */
export const NEW_SESSIONS = 15_000;

/** Most epochs over unseen items: there are few of them, and a third epoch overfits. */
const NEW_EPOCHS = 2;

/** How a network is trained; the rest of the recipe says on what. */
export type ListwiseRecipe = Pick<
  SecondStageRecipe,
  'epochs' | 'batchSize' | 'learningRate' | 'weightDecay' | 'hidden'
>;

/** How the network of one ranker is trained. */
export const listwiseRecipe = (recipe: SecondStageRecipe, of: 'all' | 'fresh'): ListwiseRecipe =>
  of === 'all' ? recipe : { ...recipe, epochs: Math.min(recipe.epochs, NEW_EPOCHS) };
