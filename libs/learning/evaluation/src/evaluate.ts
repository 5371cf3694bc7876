import { isStarsError, type StarsError } from '@stars/errors';
import { type EvaluationSet, LIST_LENGTH, type RankedSessions, type SessionRanker } from '@stars/replay';
import { buildReport } from './build-report.js';
import type { KeptLists, ListsKey } from './kept-lists.js';
import type { RankedPass, RankedPasses } from './ranked-passes.js';
import type { EvaluationReport } from './report.js';
import { measure } from './summary.js';

export interface EvaluationProgress {
  ranker: string;
  explore: boolean;
  /** Sessions ranked, of `total`. */
  done: number;
  total: number;
}

export interface RankingOptions {
  set: EvaluationSet;
  /** In the order of the report; names are unique. */
  rankers: readonly SessionRanker[];
  /** Also evaluates explore: items that are new to the user (default true). */
  explore?: boolean;
  /** Length of the lists, 10 or more (default 10); figures use the first 10. */
  k?: number;
  /** Bootstrap over users (default 500). */
  resamples?: number;
  /** Default 0. */
  seed?: number;
  /** Kept lists of this set, to which new ones are added. */
  kept?: KeptLists;
  onProgress?: (progress: EvaluationProgress) => void;
  /** Gets each ranker's lists, for example to write them to a file. */
  onLists?: (ranker: SessionRanker, explore: boolean, lists: RankedSessions) => Promise<void> | void;
  /**
   * Called for a ranker that cannot run here (`STARS_UNAVAILABLE`, such as without Python) and is left out. If this is
   * absent, such an error ends the evaluation.
   */
  onUnavailable?: (ranker: SessionRanker, error: StarsError) => void;
  signal?: AbortSignal;
}

/** Ranks every session with every ranker, measures the lists, and makes the report. */
export async function evaluate(options: RankingOptions): Promise<EvaluationReport> {
  return buildReport(options.set, await rankAndMeasure(options), options);
}

/** Ranks every session with every ranker, or reuses kept lists, and measures them. */
export async function rankAndMeasure(options: RankingOptions): Promise<RankedPasses> {
  const { set, rankers } = options;
  const bootstrap = { resamples: options.resamples ?? 500, seed: options.seed ?? 0 };
  const explore = (options.explore ?? true) && set.counts.exploreSessions > 0;

  const pass = async (ranker: SessionRanker, exploring: boolean): Promise<RankedPass> => {
    options.signal?.throwIfAborted();
    const lists = await keptOrRanked(options, ranker, exploring, (done, total) =>
      options.onProgress?.({ ranker: ranker.name, explore: exploring, done, total }),
    );
    await options.onLists?.(ranker, exploring, lists);
    return { lists, measured: measure(set, lists, { ...bootstrap, explore: exploring }) };
  };

  const result: RankedPasses = { all: new Map(), explore: new Map() };
  for (const ranker of rankers) {
    try {
      const all = await pass(ranker, false);
      const explored = explore && ranker.explores ? await pass(ranker, true) : undefined;
      result.all.set(ranker, all);
      if (explored) result.explore.set(ranker, explored);
    } catch (error) {
      if (!options.onUnavailable || !isStarsError(error) || error.code !== 'STARS_UNAVAILABLE') throw error;
      options.onUnavailable(ranker, error);
    }
  }
  return result;
}

async function keptOrRanked(
  options: RankingOptions,
  ranker: SessionRanker,
  explore: boolean,
  onProgress: (done: number, total: number) => void,
): Promise<RankedSessions> {
  const { set, kept, signal } = options;
  const k = Math.max(LIST_LENGTH, options.k ?? LIST_LENGTH);
  const key: ListsKey = { ranker: ranker.name, identity: ranker.identity ?? '', explore, k };
  const found = await kept?.get(key, set.sessions.length);
  if (found) return found;
  const lists = await ranker.rank(set, { k, explore, signal, onProgress });
  await kept?.put(key, lists);
  return lists;
}
