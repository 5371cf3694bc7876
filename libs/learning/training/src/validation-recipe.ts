/** How a run finds how long to train (docs/reference/model-equations.md, Optimiser): on the end of the log, which the first fit does not see. */
export interface ValidationRecipe {
  /** Share of the log's time that is held out, in (0, 1). */
  share: number;
  /** Days that are held out, in place of `share`. */
  days?: number;
  /** Epochs between two validations: 0.5 is twice an epoch. 0 holds the window out and validates once, at the end. */
  every: number;
  /** Validations without a gain (NDCG@10 of the next basket by h_next over all learned items) after which the first fit ends; 0 never ends it early. */
  patience: number;
  /** Most users in the validation. */
  users: number;
  /** Trains a second time on everything, for as many steps as the first fit needed for its best validation. */
  refit: boolean;
}

export const VALIDATION_DEFAULTS: ValidationRecipe = {
  share: 0.1,
  every: 0.5,
  patience: 4,
  users: 500,
  refit: true,
};
