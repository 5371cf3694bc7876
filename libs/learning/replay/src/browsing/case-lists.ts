import type { BrowsingCase } from './browsing-cases.js';

/** Places that are scored. */
export const SCORED_PLACES = 10;
/** Of unseen items alone, so many are asked for that ten are left. */
const PLACES_OF_UNSEEN = 100;

/** A case, with what its session had shown before. */
export interface AskedCase extends BrowsingCase {
  /** Number of the session. */
  session: number;
  /** Items of the known events. */
  seen: ReadonlySet<number>;
}

/** The scored places of one ranking for each case, best first; undefined where the ranking has no list for the case. */
export interface CaseLists {
  name: string;
  lists: readonly (readonly number[] | undefined)[];
}

/** How many places a case asks for. */
export const placesAsked = ({ list }: Pick<BrowsingCase, 'list'>): number =>
  list === 'unseen' ? PLACES_OF_UNSEEN : SCORED_PLACES;

/** What is scored of a list as it came. */
export const scoredPlaces = ({ list, seen }: AskedCase, items: readonly number[]): number[] =>
  (list === 'any' ? items : items.filter((item) => !seen.has(item))).slice(0, SCORED_PLACES);
