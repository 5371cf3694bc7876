import { CandidateSource, type Degradation, RecommendMode } from '@stars/contracts';
import { type Candidate, interleave, type RankedItem, type RankedList } from './round-robin.js';

/** Why an answer is less than it could be; part of the API, so a code never changes its meaning. */
export const DEGRADATION = {
  /** Some items come from a list that is the same for all users. */
  fallbackItems: 'FALLBACK_ITEMS',
  /** Fewer items than asked for could be found. */
  fewerItems: 'FEWER_ITEMS',
  /** Fewer groups than asked for have an item. */
  fewerGroups: 'FEWER_GROUPS',
  /** The last items exceed a category cap, because there are no others. */
  overCap: 'CATEGORY_CAP_EXCEEDED',
  /** Items that the request names, as candidates or seeds, are not in the catalogue. */
  unknownItems: 'UNKNOWN_ITEMS',
} as const;

export interface RankInput {
  mode: RecommendMode;
  /** The second stage's ranking, best first. The lists fill the places after it. Absent if the second stage does not rank. */
  secondStage?: readonly Omit<RankedItem, 'position'>[];
  /** Found with h_gen, best first; absent without such a vector. */
  general?: readonly Candidate[];
  /** Found with h_next, best first; absent without such a vector. */
  next?: readonly Candidate[];
  /** Repeat candidates, best first; absent if there are none. */
  buyAgain?: readonly Candidate[];
  /** How many are ranked. */
  pool: number;
  /** Used in this order, one after another, if the user's own lists are too short. */
  fallback?: readonly RankedList[];
}

const BUY_AGAIN = CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN;
const NEXT_INTENT = CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT;
const GENERAL_INTEREST = CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST;

type PersonalSource = typeof BUY_AGAIN | typeof NEXT_INTENT | typeof GENERAL_INTEREST;

/**
 * The sources of a mode in the order of the round robin (paper, section on serving): of the two searches, next intent
 * starts. Repeat candidates, which the paper does not have, come before both.
 */
export function sourcesOf(mode: RecommendMode): readonly PersonalSource[] {
  switch (mode) {
    case RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST:
      return [GENERAL_INTEREST];
    case RecommendMode.RECOMMEND_MODE_NEXT_INTENT:
      return [NEXT_INTENT];
    case RecommendMode.RECOMMEND_MODE_ROUND_ROBIN:
      return [NEXT_INTENT, GENERAL_INTEREST];
    case RecommendMode.RECOMMEND_MODE_BUY_AGAIN:
      return [BUY_AGAIN];
    default:
      return [BUY_AGAIN, NEXT_INTENT, GENERAL_INTEREST];
  }
}

/** Whether the list is one that is not ranked for the user: no vectors are read, and no other list fills its places. */
export const isListMode = (mode: RecommendMode): boolean => mode >= RecommendMode.RECOMMEND_MODE_GOES_WITH;

/** Whether the second stage orders the candidates. The other modes order the same ones by the transformer alone. */
export const ranksBySecondStage = (mode: RecommendMode): boolean =>
  mode === RecommendMode.RECOMMEND_MODE_SECOND_STAGE || mode === RecommendMode.RECOMMEND_MODE_BUY_AGAIN;

/**
 * The ranking that is served and measured: at most `pool` items without duplicates, a round robin of the mode's lists, then the
 * fallback for the missing places. Items of the fallback have score 0, because no inner product found them.
 */
export function rank({ mode, pool, secondStage, buyAgain, next, general, fallback = [] }: RankInput): RankedItem[] {
  const found = { [BUY_AGAIN]: buyAgain, [NEXT_INTENT]: next, [GENERAL_INTEREST]: general };
  const lists = sourcesOf(mode).map((source): RankedList => ({ source, items: found[source] ?? [] }));
  const items = interleave(lists, pool, secondStage);
  fill(items, fallback, pool);
  return items;
}

/** What a list of `found` items lacks. `personal` of them are from the user's own lists, `overCap` exceed a category cap. */
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
