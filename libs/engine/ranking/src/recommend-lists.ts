import { CandidateSource, type Degradation, RecommendMode } from '@stars/contracts';
import { type Candidate, interleave, type RankedItem, type RankedList } from './round-robin.js';

/** Why an answer is less than it could be; part of the API, so a code never changes its meaning. */
export const DEGRADATION = {
  /** There is no vector of this user that the mode searches with. */
  noUserVector: 'NO_USER_VECTOR',
  /** Some items come from a list that knows nothing of the user. */
  fallbackItems: 'FALLBACK_ITEMS',
  /** Fewer items than asked for could be found. */
  fewerItems: 'FEWER_ITEMS',
  /** The last items are past a category cap, for there are no others. */
  overCap: 'CATEGORY_CAP_EXCEEDED',
} as const;

export interface RankInput {
  mode: RecommendMode;
  /** The joint ranking, best first: goes before the lists, which fill what it leaves; absent where there is none. */
  joint?: readonly Omit<RankedItem, 'position'>[];
  /** Found with h_gen, best first; absent where there is no such vector. */
  general?: readonly Candidate[];
  /** Found with h_next, best first; absent where there is no such vector. */
  next?: readonly Candidate[];
  /** The user's own items, best first; absent where there are none. */
  buyAgain?: readonly Candidate[];
  /** How many are ranked. */
  pool: number;
  /** Taken in this order, one after another, where the user's own lists are too short. */
  fallback?: readonly RankedList[];
}

export interface Ranking {
  /** At most `pool`, without duplicates, positions from 0. */
  items: RankedItem[];
  /** How many of the items, the first ones, are from the user's own lists. */
  personal: number;
  degradations: Degradation[];
}

const BUY_AGAIN = CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN;
const NEXT_INTENT = CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT;
const GENERAL_INTEREST = CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST;

type PersonalSource = typeof BUY_AGAIN | typeof NEXT_INTENT | typeof GENERAL_INTEREST;

/**
 * The sources of a mode in the order of their turns (paper, section on serving): of the two searches present intent
 * starts. The user's own items, which the paper does not have, come before both.
 */
export function sourcesOf(mode: RecommendMode): readonly PersonalSource[] {
  switch (mode) {
    case RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST:
      return [GENERAL_INTEREST];
    case RecommendMode.RECOMMEND_MODE_NEXT_INTENT:
      return [NEXT_INTENT];
    case RecommendMode.RECOMMEND_MODE_ROUND_ROBIN:
      return [NEXT_INTENT, GENERAL_INTEREST];
    default:
      return [BUY_AGAIN, NEXT_INTENT, GENERAL_INTEREST];
  }
}

/**
 * How many candidates each list must be asked for, so that `rank` gives what it would give with endless lists;
 * 0: the mode does not use that list.
 */
export function candidatesPerList(
  mode: RecommendMode,
  depth: number,
): { general: number; next: number; buyAgain: number } {
  const sources = sourcesOf(mode);
  return {
    general: sources.includes(GENERAL_INTEREST) ? depth : 0,
    next: sources.includes(NEXT_INTENT) ? depth : 0,
    buyAgain: sources.includes(BUY_AGAIN) ? depth : 0,
  };
}

/**
 * The ranking that is served and measured: the mode's lists in turn, then the fallback for what is still missing.
 * Items of the fallback have score 0, for no inner product found them. A user without own items lacks nothing; one
 * without a vector that the mode searches with does, and the ranking says so.
 */
export function rank(input: RankInput): Ranking {
  const { mode, pool } = input;
  const found = { [BUY_AGAIN]: input.buyAgain ?? [], [NEXT_INTENT]: input.next, [GENERAL_INTEREST]: input.general };
  const sources = sourcesOf(mode);
  const lists = sources.flatMap((source): RankedList[] => {
    const items = found[source];
    return items === undefined ? [] : [{ source, items }];
  });
  const items = interleave(lists, pool, input.joint);
  const personal = items.length;
  fill(items, input.fallback ?? [], pool);

  const degradations: Degradation[] = [];
  if (lists.length < sources.length) {
    const vectors = lists.filter(({ source }) => source !== BUY_AGAIN);
    const message =
      vectors.length === 0 ? 'no vector of this user yet' : 'one of the two vectors of this user is missing';
    degradations.push({ code: DEGRADATION.noUserVector, message });
  }
  degradations.push(...shortfalls({ shown: pool, found: items.length, personal }));
  return { items, personal, degradations };
}

/** What a list of `found` items lacks, of which `personal` are from the user's own lists and `overCap` break a category cap. */
export function shortfalls({
  shown,
  found,
  personal,
  overCap = 0,
}: Record<'shown' | 'found' | 'personal', number> & { overCap?: number }): Degradation[] {
  const lacks: Degradation[] = [];
  if (found > personal) {
    lacks.push({ code: DEGRADATION.fallbackItems, message: `${found - personal} of ${found} items are not personal` });
  }
  if (found < shown) lacks.push({ code: DEGRADATION.fewerItems, message: `${found} of ${shown} items found` });
  if (overCap > 0) {
    lacks.push({ code: DEGRADATION.overCap, message: `${overCap} of ${found} items are past a category cap` });
  }
  return lacks;
}

function fill(items: RankedItem[], fallback: readonly RankedList[], pool: number): void {
  const placed = new Set(items.map((item) => item.itemId));
  for (const { source, items: candidates } of fallback) {
    for (const { itemId } of candidates) {
      if (items.length >= pool) return;
      if (placed.has(itemId)) continue;
      placed.add(itemId);
      items.push({ itemId, score: 0, source, position: items.length });
    }
  }
}
