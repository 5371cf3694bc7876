import type { EvaluationSession } from '@stars/replay';

/** A part of what LambdaMART knows of an item as a candidate of a session. */
export interface CandidateFeatures {
  readonly names: readonly string[];
  /** Sessions must come in the order of `sessionsByTime`; nothing of a session's own day is known to it. */
  advanceTo(session: EvaluationSession): void;
  /** Writes one value a name to `row` from `at` on, of the session advanced to; NaN where there is nothing to say. */
  write(item: number, row: Float32Array, at: number): void;
}
