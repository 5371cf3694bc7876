/** How a run finds how long to train (docs/reference/model-equations.md, Optimiser): on the end of the log, which the first fit does not see. */
export type ValidationRecipe = typeof VALIDATION_DEFAULTS & {
  /** Days that are held out, in place of `share`. */
  days?: number;
};

export const VALIDATION_DEFAULTS = {
  /** Share of the log's time that is held out, in (0, 1). */
  share: 0.1,
  /** Epochs between two validations: 0.5 is twice an epoch. 0 holds the window out and validates once, at the end. */
  every: 0.5,
  /** Validations without a gain (NDCG@10 of the next basket by h_next over all learned items) after which the first fit ends; 0 never ends it early. */
  patience: 4,
  /** Most users in the validation. */
  users: 500,
  /** Trains a second time on everything, for as many steps as the first fit needed for its best validation. */
  refit: true,
};
