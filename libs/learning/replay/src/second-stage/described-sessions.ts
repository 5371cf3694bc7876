import type { LocalClock } from '@stars/features';
import {
  ALL_SIZES,
  type CandidateSizes,
  type DescribedCandidates,
  type FeatureLayout,
  featureNames,
  MOST_SEARCHED,
  NEW_SIZES,
  NO_SIZES,
  type RankerKind,
  SEEDED_SIZES,
} from '@stars/ranking';
import { type EvaluationSet, hasSeeds } from '../evaluation-set.js';
import type { RankOptions } from '../ranked-lists.js';
import type { SessionCandidates, StarsCandidates } from '../stars-candidates.js';
import type { SetColdStart } from './cold-start-items.js';
import { type SecondStageData, SecondStageSessions } from './second-stage-sessions.js';

/** The sessions of a set as the second stage sees them. */
export interface DescribedSessions {
  /** Of the columns, in their order. */
  names: string[];
  /** Places of the sessions, in the order in which `of` must be called. */
  order: Uint32Array;
  /** One session's candidates with their columns. @param chosen Selects some of the candidates; absent: all. */
  of(n: number, chosen?: (candidates: Int32Array) => Int32Array): DescribedCandidates;
}

/** What describes candidates. */
export interface DescribedStage {
  layout: FeatureLayout;
  /** The last day of its training, whose neighbours it has; absent: it is not trained. */
  statistics?: { day: number };
}

/** Searches with the model, then replays the sessions one by one. */
export async function describedSessions(
  { layout, statistics }: DescribedStage,
  data: SecondStageData,
  clock: LocalClock,
  candidates: StarsCandidates,
  set: EvaluationSet,
  { explore, signal }: Pick<RankOptions, 'explore' | 'signal'>,
  coldStart?: SetColdStart,
): Promise<DescribedSessions> {
  const search = { explore, signal, k: MOST_SEARCHED };
  const searched = await candidates.of(set, search);
  const vectors = await candidates.vectorsOf(set, search);
  const sessions = new SecondStageSessions(
    set,
    data,
    clock,
    layout,
    vectors,
    coldStart?.borrowed,
    statistics && statistics.day + 1,
  );
  const of = rankerKindOf(set, { explore });
  const served = of === 'seeded' && explore ? { ...SIZES.seeded, own: 0 } : SIZES[of];
  const among = await coldStart?.candidates.of(set, { ...search, k: served.coldStartItems });
  const ofColdStartItems = { coldStartItems: served.coldStartItems, liveColdStartItems: served.liveColdStartItems };
  const sizes = coldStart?.alone ? { ...NO_SIZES, ...ofColdStartItems } : served;
  return {
    names: featureNames(layout),
    order: sessions.order,
    of: (n, chosen) => sessions.of(n, sizes, searchedItems(searched, n), among && searchedItems(among, n), chosen),
  };
}

const SIZES: Readonly<Record<RankerKind, CandidateSizes>> = { all: ALL_SIZES, fresh: NEW_SIZES, seeded: SEEDED_SIZES };

/** What ranks the sessions of a set. */
export function rankerKindOf(set: EvaluationSet, { explore }: Pick<RankOptions, 'explore'>): RankerKind {
  if (hasSeeds(set)) return 'seeded';
  return explore ? 'fresh' : 'all';
}

/** Results of both searches for one session, best first; none if the user has no vectors. */
export function searchedItems(lists: SessionCandidates, n: number): Int32Array[] {
  if (lists.known[n] === 0) return [];
  return [lists.general, lists.next].map(({ k, items }) => items.subarray(n * k, (n + 1) * k));
}
