import type { EvaluationSet } from './evaluation-set.js';
import type { RankedSessions } from './session-metrics.js';

export interface RankOptions {
  /** Length of the lists. */
  k: number;
  /** Leave out items that the user had before the session. */
  explore: boolean;
  /** Called now and then with the number of sessions that are done. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Anything that ranks the catalogue for each session: a baseline or the model. */
export interface SessionRanker {
  /** Unique within a report. */
  name: string;
  kind: 'baseline' | 'model';
  /**
   * What determines its lists besides its name and the evaluation set, such as a model's version or a budget. The lists of
   * an earlier run are found by it.
   */
  identity?: string;
  /** What it learns from and for how long, if that is less than the model has; the report repeats it. */
  note?: string;
  /** False if the list has only repeat candidates. */
  explores: boolean;
  /** One list a session, in the order of `set.sessions`; may use only what `EvaluationSession` allows. */
  rank(set: EvaluationSet, options: RankOptions): Promise<RankedSessions>;
}

/** The rankers, with what determines their lists: the version of their model, say. */
export const identifiedBy = (identity: string, rankers: readonly SessionRanker[]): SessionRanker[] =>
  rankers.map((ranker) => Object.assign(ranker, { identity }));

/** Sessions between two pauses for the event loop. */
const STRIDE = 256;

/** Calls `each` for every session in the given order; reports progress and stops at an abort in between. */
export async function forEachSession(
  order: Uint32Array,
  options: Pick<RankOptions, 'onProgress' | 'signal'>,
  each: (session: number) => void,
): Promise<void> {
  for (let from = 0; from < order.length; from += STRIDE) {
    options.signal?.throwIfAborted();
    const to = Math.min(order.length, from + STRIDE);
    for (let n = from; n < to; n++) each(order[n]!);
    options.onProgress?.(to, order.length);
    await new Promise<void>((resume) => setImmediate(resume));
  }
}
