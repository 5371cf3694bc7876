import type { BrowsingRow } from '@stars/baselines';
import type { PublishedRow } from './browsing-log.js';
import { type AskedCase, recentEvents } from './cut-sessions.js';

/** Places that are scored. */
export const SCORED = 10;

/** The scored places of one ranking for each case, as numbers of items; undefined where the ranking has no list for the case. */
export interface CaseLists {
  name: string;
  lists: readonly (readonly number[] | undefined)[];
}

/** How many places a case asks for: of unseen items alone, enough that ten are left. */
export const placesAsked = ({ list }: AskedCase): number => (list === 'unseen' ? 100 : SCORED);

/** What is scored of a list as it came. */
export function scoredPlaces({ list, events }: AskedCase, items: readonly number[]): number[] {
  if (list === 'any') return items.slice(0, SCORED);
  const seen = new Set(events.map(({ item }) => item));
  return items.filter((item) => !seen.has(item)).slice(0, SCORED);
}

/** The lists of a simple ranking. */
export function simpleLists(row: BrowsingRow, cases: readonly AskedCase[]): CaseLists {
  const lists = cases.map((asked) => {
    const items = recentEvents(asked).map(({ item }) => item);
    const prefix = items.filter((item, n) => item !== items[n - 1]);
    return scoredPlaces(asked, row.rank(prefix, placesAsked(asked)));
  });
  return { name: row.name, lists };
}

/** The lists that were published with the log, for the cases that have one. @param numbers Numbers of items by id. */
export function publishedLists(
  { name, lists }: PublishedRow,
  cases: readonly AskedCase[],
  numbers: ReadonlyMap<string, number>,
): CaseLists {
  return {
    name,
    lists: cases.map((asked) => {
      const list = lists.get(asked.session)?.[asked.place - 1];
      return list && scoredPlaces(asked, list.flatMap((id) => numbers.get(id) ?? []).slice(0, placesAsked(asked)));
    }),
  };
}
