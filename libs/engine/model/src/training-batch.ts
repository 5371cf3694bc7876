import type { ItemInputs, SequenceBatch } from './batch.js';
import type { Targets } from './candidate-loss.js';
import type { RequestContext } from './offsets.js';
import type { LossKind } from './row-loss.js';

/** One step's data: sequences, the pool of items they and the loss draw on, and what each output should find. */
export interface TrainingBatch {
  sequences: SequenceBatch;
  /** Every item of the step: those of the sequences, the candidate slice, and hard negatives. */
  items: ItemInputs;
  /** The first `candidates` rows of `items` are the candidate slice C. */
  candidates: number;
  /** The first so many of them are the step's positives; absent: all, as where the slice is the catalogue. */
  positives?: number;
  /** [C] b_j = λ·log p_j, subtracted from each candidate's logit; zeros where the prior is not in training. */
  offset: Float32Array;
  /** [C] log q_j, subtracted too where the loss is a softmax: how the slice was drawn. Absent: nothing. */
  logQ?: Float32Array;
  /** [N] rows of the items' states [B·L] that predict the next basket. */
  nextRows: Int32Array;
  nextTargets: Targets;
  /** [M] rows of the copies' states [B·K] that predict the baskets of the next days. */
  generalRows: Int32Array;
  generalTargets: Targets;
  /** Negatives of each of the N rows alone: [N, width] rows of `items`, -1 for none, and their b_j. */
  hard?: { width: number; rows: Int32Array; prior: Float32Array };
  /** For each level of the category tree, [C] the class of each candidate. */
  taxonomy?: Int32Array[];
  /** Copies [B·K], and the last tokens [B·L] before their cuts. */
  pairs?: { copies: Int32Array; tokens: Int32Array };
  /** [N] moments of the baskets to be predicted; zeros: nothing is known. */
  request?: RequestContext;
}

/** What only the loss needs. Weights that are absent are 0, and what they weigh is not computed. */
export interface ObjectiveOptions {
  /** Weight of h_gen's own objective beside L_next. */
  generalWeight: number;
  deltaDropout: number;
  /** Of L_next and L_gen; absent: `softmax`. */
  loss?: LossKind;
  /** gBCE's t, 0 to 1. */
  gbceCalibration?: number;
  /** w_neg, w_aux, w_tax and w_dec. */
  negativeWeight?: number;
  auxiliaryWeight?: number;
  taxonomyWeight?: number;
  decorrelationWeight?: number;
}
