import type { ItemInputs, SequenceBatch } from './batch.js';
import type { RequestContext } from './offsets.js';
import type { OwnItems } from './repeat-head.js';
import type { Targets } from './row-labels.js';

/** One step's data: sequences, the items that they and the loss use, and the target of each output. */
export interface TrainingBatch {
  sequences: SequenceBatch;
  /** Every item of the step: those of the sequences, sampled candidates, and hard negatives. */
  items: ItemInputs;
  /** The first `candidates` rows of `items` are the sampled candidates C. */
  candidates: number;
  /** This many of them, the first ones, are the step's positives; absent: all, such as for the whole catalogue. */
  positives?: number;
  /** [C] b_j = λ·log p_j, subtracted from each candidate's logit; zeros if the prior is not in training. */
  offset: Float32Array;
  /** [C] log q_j, the sampling correction, subtracted too. Absent: none. */
  logQ?: Float32Array;
  /** [N] rows of the items' states [B·L] that predict the next basket. */
  nextRows: Int32Array;
  nextTargets: Targets;
  /** [M] rows of the copies' states [B·K] that predict the baskets of the next days. */
  generalRows: Int32Array;
  generalTargets: Targets;
  /** Hard negatives of each of the N rows: [N, width] rows of `items`, -1 for none, and their b_j. */
  hard?: { width: number; rows: Int32Array; prior: Float32Array };
  /** [N] contexts of the baskets to predict; zeros: unknown. */
  request?: RequestContext;
  /**
   * b_j of days, in addition to `offset`: [D, C], and the day of each of the N and of the M rows. Absent: there is none. Hard negatives
   * have theirs in `hard.prior`.
   */
  recent?: { table: Float32Array; next: Int32Array; general: Int32Array };
  /** What the users of the N and of the M rows had before; present if the model has a repeat head. */
  own?: { next: OwnItems; general: OwnItems };
}

/** Options of the loss. Absent weights are 0, and their terms are not computed. */
export interface ObjectiveOptions {
  /** Weight of h_gen's objective L_gen. */
  generalWeight: number;
  deltaDropout: number;
  /** w_neg and w_aux. */
  negativeWeight?: number;
  auxiliaryWeight?: number;
}
