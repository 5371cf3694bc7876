import type { HistoryEvent } from '@stars/profile-store';
import type { JointServing, PopularityTable } from '@stars/ranking';

export interface EncodeUserInput {
  features: Record<string, string | number | boolean>;
  /** Oldest first. */
  history: HistoryEvent[];
  /** When the vectors are asked for, ms since 1970. */
  time: number;
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
  /** h_gen and h_next, [s] each, of a history that no store holds yet. */
  encodeUser(input: EncodeUserInput): Promise<{ general: Float32Array; next: Float32Array }>;
}

/** Knows which version serves: the last one that the embedder announced as complete. */
export interface ServedModelProvider {
  current(tenant: string): ServedModel | undefined;
}

export const SERVED_MODEL = Symbol('ServedModelProvider');
