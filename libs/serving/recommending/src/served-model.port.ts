import type { HistoryEvent } from '@stars/profile-store';
import type { JointServing, PopularityTable } from '@stars/ranking';

export interface EncodeUserInput {
  features: Record<string, string | number | boolean>;
  /** Oldest first. */
  history: HistoryEvent[];
  /** When the vectors are asked for, ms since 1970. */
  time: number;
}

/** What the signals add to the scores of one user's items. */
export interface SignalParts {
  /** By signal, [s]: its inner product with v_j is what it adds. */
  readonly byName: ReadonlyMap<string, Float32Array>;
  /** What each of an item's own signals adds; empty of one that has none. @param length ‖v_j‖ */
  ownOf(itemId: string, length: number): readonly (readonly [name: string, added: number])[];
}

/** What the context does to users and scores at one moment and place. */
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

/** The context offsets of a served model. */
export interface ServedOffsets {
  /** @param moment ms since 1970; an empty region: everywhere. */
  at(moment: { time: number; region: string }): Promise<{
    offset: RequestOffset;
    /** Signals of the region that are left out because nobody knows whether they still hold. */
    staleSignals: readonly string[];
  }>;
}

/** One model version whose vectors are ready in the index. */
export interface ServedModel {
  readonly version: string;
  /** s. */
  readonly servingWidth: number;
  /** End of the training data, exclusive, ms since 1970. */
  readonly dataUntil: number;
  /** What sold, by region, for users without vectors. */
  readonly popularity: PopularityTable;
  /** Whether its users look for what they have not had: where a request names no mode, they get nothing else. */
  readonly onlyNew?: boolean;
  /** Scores all candidates into one ranking; absent where the model has learned nothing of that. */
  readonly joint?: JointServing;
  /** What the context does to its users; absent where the model has no offsets. */
  readonly offsets?: ServedOffsets;
  /** h_gen and h_next, [s] each, of a history that no store holds yet. */
  encodeUser(input: EncodeUserInput): Promise<{ general: Float32Array; next: Float32Array }>;
}

/** Knows which version serves: the last one that the embedder announced as complete. */
export interface ServedModelProvider {
  current(tenant: string): ServedModel | undefined;
}
