import type { FeatureValue, TokenEvent } from '@stars/features';
import type { MomentOffset } from '@stars/model/definition';
import type { Candidate, EventKinds, PopularityTable, SecondStageServing, Seed } from '@stars/ranking';
import type { LivePrior } from './live-prior.js';
import type { RepeatHead } from './repeat-head.js';
import type { EncodedUser } from './user-encoder.js';

// What a request may ask of the served model. This package loads such models; tests may make simpler ones.

/** When (ms) and where a request comes. */
export interface RequestMoment {
  time: number;
  /** Empty: everywhere. */
  region: string;
}

/** How the context changes users at one time and place. */
export type RequestOffset = Pick<MomentOffset, 'moved' | 'signalParts'>;

/** The context offsets of a served model. */
export interface ServedOffsets {
  /** From the signals that are trusted; those of the region that may be out of date are left out. */
  at(moment: RequestMoment): Promise<{ offset: RequestOffset; staleSignals: readonly string[] }>;
}

export interface EncodeUserInput {
  features: Readonly<Record<string, FeatureValue>>;
  /** Oldest first. */
  history: readonly TokenEvent[];
  /** The time of the request, ms since 1970. */
  time: number;
}

/** The repeat head of a served model. */
export type ServedRepeats = Pick<RepeatHead, 'score'>;

/** What recent popularity changes in the scores of a served model. */
export type ServedPrior = Pick<LivePrior, 'shiftOf'>;

export interface SalesQuestion {
  /** One of `PURCHASE_DECAYS`. */
  days: number;
  /** Empty: everywhere. */
  region: string;
  /** What sells more than it used to, in place of what sells best. */
  growing: boolean;
}

/** Lists of a served model that are the same for all users. */
export interface ServedLists {
  /** Best first. New after a moment if sorting takes long. Of a region without sales: none. */
  selling(asked: SalesQuestion): readonly Candidate[];
  /** What goes with the seeds, best first, each because of a seed. Seeds that the model does not know are passed over. */
  goingWith(seeds: readonly Seed[]): readonly (Candidate & { because: string })[];
  /** Purchases of each item within some three months, the older the less; 0 of an item that the model does not know. */
  soldOf(itemIds: readonly string[]): number[];
}

/** One model version whose vectors are ready in the index. */
export interface ServedModel {
  readonly version: string;
  /** s. */
  readonly servingWidth: number;
  /** End of the training data, exclusive, ms since 1970. */
  readonly dataUntil: number;
  /** Which events it predicts, and what others are worth; absent: it counts all kinds alike. */
  readonly kinds?: EventKinds | undefined;
  /** What sold, by region, for users without vectors. */
  readonly popularity: PopularityTable;
  /** Whether many users buy the two items together. */
  goesWith(itemId: string, other: string): boolean;
  /** The second stage. */
  readonly secondStage: SecondStageServing;
  /** Lists that are the same for all users. */
  readonly lists: ServedLists;
  /** Recent popularity; absent if the model has no recent popularity prior. */
  readonly prior?: ServedPrior | undefined;
  /** Scores what users had; absent if the model has no repeat head. */
  readonly repeats?: ServedRepeats | undefined;
  /** The context offsets; absent if the model has none. */
  readonly offsets?: ServedOffsets | undefined;
  /** h_gen and h_next, [s] each, of a history that is in no store yet. */
  encodeUser(input: EncodeUserInput): Promise<EncodedUser>;
}
