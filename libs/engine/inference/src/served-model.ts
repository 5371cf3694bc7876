import type { FeatureValue, TokenEvent } from '@stars/features';
import type { EventKinds, PopularityTable, RepeatLogits, SecondStageServing } from '@stars/ranking';
import type { EncodedUser } from './user-encoder.js';

// What a request may ask of the served model. This package loads such models; tests may make simpler ones.

/** When (ms) and where a request comes. */
export interface RequestMoment {
  time: number;
  /** Empty: everywhere. */
  region: string;
}

/** How the context changes users at one time and place. */
export interface RequestOffset {
  /** A copy of a user's vector, [s], as it is searched with. */
  moved(vector: Float32Array): Float32Array;
  /**
   * What each signal adds to the scores of a user's items, by name (`time` is hour, weekday and season together): the inner product of
   * v_j with this vector, [s].
   * @param vector Of the user, not moved.
   */
  signalParts(vector: Float32Array): ReadonlyMap<string, Float32Array>;
}

/** The offsets of one request, from the signals that are trusted. */
export interface OffsetsOfMoment {
  offset: RequestOffset;
  /** Signals of the region that are left out because they may be out of date. */
  staleSignals: readonly string[];
}

/** The context offsets of a served model. */
export interface ServedOffsets {
  at(moment: RequestMoment): Promise<OffsetsOfMoment>;
}

export interface EncodeUserInput {
  features: Readonly<Record<string, FeatureValue>>;
  /** Oldest first. */
  history: readonly TokenEvent[];
  /** The time of the request, ms since 1970. */
  time: number;
}

/** The repeat head of a served model. */
export interface ServedRepeats {
  /** ρ of each item of a user's last events. @param history Oldest first. @param time ms since 1970. */
  score(history: readonly TokenEvent[], time: number): ReadonlyMap<string, RepeatLogits>;
}

/** What recent popularity changes in the scores of a served model. */
export interface ServedPrior {
  /** What is added to the score of an item that a search found. */
  shiftOf(itemId: string): number;
}

/** One model version whose vectors are ready in the index. */
export interface ServedModel {
  readonly version: string;
  /** s. */
  readonly servingWidth: number;
  /** End of the training data, exclusive, ms since 1970. */
  readonly dataUntil: number;
  /** Which events it predicts, and what others are worth; absent: it counts all kinds alike. */
  readonly kinds?: EventKinds;
  /** What sold, by region, for users without vectors. */
  readonly popularity: PopularityTable;
  /** Whether many users buy the two items together. */
  goesWith(itemId: string, other: string): boolean;
  /** The second stage. */
  readonly secondStage: SecondStageServing;
  /** Recent popularity; absent if the model has no recent popularity prior. */
  readonly prior?: ServedPrior;
  /** Scores what users had; absent if the model has no repeat head. */
  readonly repeats?: ServedRepeats;
  /** The context offsets; absent if the model has none. */
  readonly offsets?: ServedOffsets;
  /** h_gen and h_next, [s] each, of a history that is in no store yet. */
  encodeUser(input: EncodeUserInput): Promise<EncodedUser>;
}
