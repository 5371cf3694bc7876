import type { FeatureValue } from '@stars/features';
import type { EventKinds, PopularityTable, RepeatLogits, SecondStageServing } from '@stars/ranking';
import type { ServedNeighbours } from './served-neighbours.js';
import type { EncodedUser, EncoderEvent } from './user-encoder.js';

// What a request may ask of the served model. This package loads such models; tests may make simpler ones.

/** When (ms) and where a request comes. */
export interface RequestMoment {
  time: number;
  /** Empty: everywhere. */
  region: string;
}

/** What the signals add to the scores of one user's items. */
export interface SignalParts {
  /** By signal (`time` is hour, weekday and season together), [s]: its inner product with v_j is what it adds. */
  readonly byName: ReadonlyMap<string, Float32Array>;
  /** What each of an item's own signals adds; empty if it has none. @param length ‖v_j‖ */
  ownOf(itemId: string, length: number): readonly (readonly [name: string, added: number])[];
}

/** How the context changes users and scores at one time and place. */
export interface RequestOffset {
  /** A copy of a user's vector, [s], as it is searched with. */
  moved(vector: Float32Array): Float32Array;
  /** Items with a live signal of their own, and what it adds at most; the same object while nothing changes. */
  readonly live: ReadonlyMap<string, { readonly total: number }>;
  /** What an item's own signals add to its score, 0 or more. @param vector Of the user, as it is searched with. */
  bonusFor(vector: Float32Array): (itemId: string, item: Float32Array) => number;
  /** What each live signal adds to the scores of a user's items. @param vector Of the user, not moved. */
  signalParts(vector: Float32Array): SignalParts;
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
  history: readonly EncoderEvent[];
  /** The time of the request, ms since 1970. */
  time: number;
}

/** The repeat head of a served model. */
export interface ServedRepeats {
  /** ρ of each item of a user's last events. @param history Oldest first. @param time ms since 1970. */
  of(history: readonly EncoderEvent[], time: number): ReadonlyMap<string, RepeatLogits>;
}

/** What the popularity of late changes in the scores of a served model. */
export interface ServedPrior {
  /** Items to score for each request, whatever the search finds. */
  readonly risers: readonly string[];
  /** What is added to the score of an item that a search found. */
  shiftOf(itemId: string): number;
  /** The most that is added to any, 0 or more. */
  readonly most: number;
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
  /** Whether many users buy the two items together; absent: the model does not know. */
  readonly goesWith?: (itemId: string, other: string) => boolean;
  /** The second stage; absent if the model has not learned one. */
  readonly joint?: SecondStageServing;
  /** Which items go together, found anew on the mornings of a grid; absent if the model has no second stage. */
  readonly neighbours?: ServedNeighbours;
  /** The popularity of late; absent if the model's prior is not of late. */
  readonly prior?: ServedPrior;
  /** Scores what users had; absent if the model has no repeat head. */
  readonly repeats?: ServedRepeats;
  /** The context offsets; absent if the model has none. */
  readonly offsets?: ServedOffsets;
  /** h_gen and h_next, [s] each, of a history that is in no store yet. */
  encodeUser(input: EncodeUserInput): Promise<EncodedUser>;
}
