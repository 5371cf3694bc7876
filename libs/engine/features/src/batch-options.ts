import type { HardNegatives } from './hard-negatives.js';
import type { DayPriors } from './recent-priors.js';

export interface BatchOptions {
  maxLength: number;
  /** Sequences of full length in a step. */
  batchSize: number;
  /** Read-only copies of [USER] in a sequence. */
  cuts: number;
  /** h_gen's targets are those of the baskets of this many days after the cut. */
  horizonDays: number;
  /** Share of tokens whose context is blanked. */
  contextDropout: number;
  /** An item with fewer interactions, of any kind, has no δ. */
  deltaMinCount: number;
  /**
   * Number of positions of a basket that predict; 0 or absent: all. Each sees the whole basket, and its order is random
   * each time, so that the last positions are a random choice.
   */
  positionsPerBasket?: number;
  /** Hard negatives of each basket; absent: only sampled candidates. */
  hard?: HardNegatives;
  /** Whether the batch includes the context of requests. */
  requests?: boolean;
  /** What an event of each type is worth for the repeat head; absent: the batch does not say what users had before. */
  evidence?: (type: number) => number;
  /** Each day's b_j, in addition to that of the sampler; absent: there is none. */
  recent?: DayPriors;
}
