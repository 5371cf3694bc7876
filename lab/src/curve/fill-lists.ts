import { type EvaluationSet, type RankedSessions, type RankOptions, seenItems } from '@stars/replay';

/**
 * Fills places that lists leave empty, with no item twice and, in explore, none that the user had.
 * @param from Items for the list of session n, the best first.
 */
export function fillLists(
  { k, items }: RankedSessions,
  set: EvaluationSet,
  { explore }: Pick<RankOptions, 'explore'>,
  from: (n: number) => Int32Array,
): void {
  set.sessions.forEach((session, n) => {
    const list = items.subarray(n * k, (n + 1) * k);
    const empty = list.indexOf(-1);
    if (empty < 0) return;
    const taken = new Set([...list, ...(explore ? seenItems(set, session) : [])]);
    const left = from(n).filter((item) => !taken.has(item));
    list.set(left.subarray(0, k - empty), empty);
  });
}
