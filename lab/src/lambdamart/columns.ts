import type { EvaluationSession, EvaluationSet, RankOptions } from '@stars/replay';

/** The candidates of one session after the other, with their columns. */
export interface RankedCandidates {
  readonly names: readonly string[];
  /** Candidates of the session, none twice. Sessions must come in the order of `sessionsByTime`. */
  of(session: EvaluationSession): readonly number[];
  /** Writes the columns of candidates of the current session, as `of` gave them: [n, F] from `at` on. */
  write(items: readonly number[], rows: Float32Array, at: number): void;
}

/** One session to learn from: n candidates, F columns. */
export interface LambdaMartExample {
  user: number;
  /** [n, F] */
  rows: Float32Array;
  /** [n] 1 for a purchased candidate, of which there is at least one. */
  labels: Uint8Array;
}

export interface ExampleOptions {
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** What a LambdaMART ranks a set with, for all targets or for unseen items. */
export interface SetColumns {
  names: readonly string[];
  /** Digest of what examples and columns are made from. */
  digest: string;
  /** Replays the sessions to learn from. */
  examples(use: (example: LambdaMartExample) => void, options: ExampleOptions): Promise<void>;
  candidates(): Promise<RankedCandidates>;
}

/** Where a LambdaMART's sessions, candidates and columns come from. */
export type LambdaMartColumns = (
  set: EvaluationSet,
  options: Pick<RankOptions, 'explore' | 'signal'>,
) => Promise<SetColumns>;
