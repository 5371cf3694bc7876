import type { RecipeChanges } from '@stars/training';

/** One finished trial of one round. */
export interface TrialResult {
  trial: number;
  round: number;
  /** Share of the recipe's steps. */
  share: number;
  changes: RecipeChanges;
  /** The recipe's validation metric; null if the trial failed. */
  metric: number | null;
  ndcg: number | null;
  loss: number | null;
  steps: number;
  seconds: number;
  /** Why it failed. */
  failure?: string;
}
