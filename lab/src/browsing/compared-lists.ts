import type { BrowsingRow } from '@stars/baselines';
import { type CaseLists, placesAsked, scoredPlaces } from '@stars/replay';
import type { PublishedRow } from './browsing-log.js';
import { type CaseOfLog, recentEvents } from './cut-sessions.js';

/** The lists of a simple ranking. */
export function simpleLists(row: BrowsingRow, cases: readonly CaseOfLog[]): CaseLists {
  const lists = cases.map((asked) =>
    scoredPlaces(asked, row.rank(itemSequence(recentEvents(asked)), placesAsked(asked))),
  );
  return { name: row.name, lists };
}

/** Items of events in their order, of which those twice in a row stand once. */
export const itemSequence = (events: readonly { item: number }[]): number[] =>
  events.map(({ item }) => item).filter((item, n, all) => item !== all[n - 1]);

/** The lists that were published with the log, for the cases that have one. @param numbers Numbers of items by id. */
export function publishedLists(
  { name, lists }: PublishedRow,
  cases: readonly CaseOfLog[],
  numbers: ReadonlyMap<string, number>,
): CaseLists {
  return {
    name,
    lists: cases.map((asked) => {
      const list = lists.get(asked.id)?.[asked.place - 1];
      return list && scoredPlaces(asked, list.flatMap((id) => numbers.get(id) ?? []).slice(0, placesAsked(asked)));
    }),
  };
}
