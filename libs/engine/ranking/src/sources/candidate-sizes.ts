import type { CatalogueTotals } from '../second-stage/catalogue-totals.js';

/** How many candidates each source gives at most. */
export type CandidateSizes = typeof NO_SIZES;

export const NO_SIZES = {
  /** Repeat candidates, by decayed count. 0: only unseen items are candidates. */
  own: 0,
  /** Items that the user lately looked at or put into the cart, and never bought. */
  browsed: 0,
  /** Items that others met in sessions like the user's; nothing where sessions say nothing. */
  sessions: 0,
  /** Popular with all users, in the last week and in the last month each. */
  popular: 0,
  /** Popular in the request's region. */
  region: 0,
  /** Items with a live signal, by popularity. */
  promoted: 0,
  /** The user's groups of the finest level, and popular items of each. */
  groups: 0,
  perGroup: 0,
  /** Items that others buy for the first time, in the last week and in the last month each. */
  tried: 0,
  /** Groups that the user touched last, and popular items of each. */
  touchedGroups: 0,
  perTouchedGroup: 0,
  /** Items that go with what the user touched last. */
  touched: 0,
  /** Items that the same users had as the seeds of the list. */
  withSeeds: 0,
  /** Groups of near-duplicates that the user had an item of, and popular items of each. */
  nearDuplicateGroups: 0,
  perNearDuplicateGroup: 0,
  /** Items similar to those that the user had, and items bought in one session with them. */
  similar: 0,
  together: 0,
  /** Of each of the model's two searches. */
  searched: 0,
  /** Of each of the two searches among cold-start items alone. */
  coldStartItems: 0,
  /** Cold-start items with a live signal, by the popularity that they borrow. */
  liveColdStartItems: 0,
};

export const ALL_SIZES: CandidateSizes = {
  ...NO_SIZES,
  own: 150,
  browsed: 40,
  sessions: 100,
  popular: 100,
  touchedGroups: 3,
  perTouchedGroup: 10,
  touched: 20,
  similar: 20,
  searched: 20,
  coldStartItems: 20,
};

/** Of lists because of seeds. */
export const SEEDED_SIZES: CandidateSizes = {
  ...ALL_SIZES,
  touchedGroups: 5,
  perTouchedGroup: 20,
  touched: 150,
  withSeeds: 100,
  searched: 40,
};

export const NEW_SIZES: CandidateSizes = {
  ...NO_SIZES,
  own: 0,
  browsed: 100,
  sessions: 100,
  popular: 200,
  region: 150,
  promoted: 100,
  groups: 60,
  perGroup: 8,
  tried: 150,
  touchedGroups: 5,
  perTouchedGroup: 20,
  touched: 40,
  nearDuplicateGroups: 60,
  perNearDuplicateGroup: 4,
  similar: 150,
  together: 100,
  searched: 100,
  coldStartItems: 200,
  liveColdStartItems: 200,
};

/** From this share of purchases that repeat on, all repeat candidates are worth a place. */
const MANY_REPEATS = 0.1;
/** Of a place that a repeat candidate leaves, so much goes to each of the two searches. */
const SEARCH_SHARE = 0.4;

/** The sizes of a shop: the less people come back for what they had, the more candidates are from searches. */
export function sizesOf(sizes: CandidateSizes, { returnRate }: Pick<CatalogueTotals, 'returnRate'>): CandidateSizes {
  const own = Math.round(sizes.own * Math.min(1, returnRate / MANY_REPEATS));
  return { ...sizes, own, searched: sizes.searched + Math.round(SEARCH_SHARE * (sizes.own - own)) };
}

/** The most that each search is asked for. */
export const MOST_SEARCHED = Math.max(NEW_SIZES.searched, sizesOf(ALL_SIZES, { returnRate: 0 }).searched);
