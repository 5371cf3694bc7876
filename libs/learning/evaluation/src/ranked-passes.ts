import type { RankedSessions, SessionRanker } from '@stars/replay';
import type { Measured } from './summary.js';

/** One ranker's lists on one kind of targets, and their metrics session by session. */
export interface RankedPass {
  lists: RankedSessions;
  measured: Measured;
}

/** Passes by ranker, in the order of the rankers. */
export interface RankedPasses {
  all: Map<SessionRanker, RankedPass>;
  /** Passes against unseen items; without rankers that only repeat. */
  explore: Map<SessionRanker, RankedPass>;
}

/** The measured part of passes, by ranker. */
export const measuredOf = (passes: ReadonlyMap<SessionRanker, RankedPass>): Map<SessionRanker, Measured> =>
  new Map([...passes].map(([ranker, { measured }]) => [ranker, measured]));
