import type { EvaluationSession } from '@stars/replay';

/** A part of LambdaMART's features of a candidate in a session. */
export interface CandidateFeatures {
  readonly names: readonly string[];
  /** Sessions must come in the order of `sessionsByTime`; a session's features use nothing of its own day. */
  advanceTo(session: EvaluationSession): void;
  /** Writes one value for each name to `row` from `at` on, of the current session; NaN if unknown. */
  write(item: number, row: Float32Array, at: number): void;
}
