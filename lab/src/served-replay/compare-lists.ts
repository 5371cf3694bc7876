import type { EvaluationSet, RankedSessions } from '@stars/replay';
import type { ServedLists } from './served-lists.js';

/** Two lists of one session that are not the same. */
export interface DifferentLists {
  session: string;
  list: 'all' | 'fresh';
  served: string[];
  evaluated: string[];
}

export interface ListComparison {
  days: number;
  sessions: number;
  /** Lists that were compared, and those that are equal item by item. */
  lists: number;
  equal: number;
  /** Sessions whose answers were less than they could be. */
  degraded: number;
  different: DifferentLists[];
}

/** Compares the lists that were served with those that are measured, item by item. @param evaluated In the order of the sessions. */
export function compareLists(
  { sessions, catalogue }: EvaluationSet,
  served: ReadonlyMap<string, ServedLists>,
  evaluated: { all: RankedSessions; fresh: RankedSessions },
): ListComparison {
  const different: DifferentLists[] = [];
  let [lists, degraded] = [0, 0];
  sessions.forEach(({ sessionId, targetNew }, n) => {
    const answer = served.get(sessionId)!;
    if (answer.degradations.length > 0) degraded++;
    for (const list of ['all', 'fresh'] as const) {
      // Unseen items are only ranked for sessions that bought one.
      if (list === 'fresh' && targetNew.length === 0) continue;
      const ranked = evaluated[list];
      const ids = [...ranked.items.subarray(n * ranked.k, (n + 1) * ranked.k)].flatMap((item) =>
        item < 0 ? [] : catalogue[item]!,
      );
      lists++;
      const isEqual = ids.length === answer[list].length && ids.every((id, place) => id === answer[list][place]);
      if (!isEqual) different.push({ session: sessionId, list, served: answer[list], evaluated: ids });
    }
  });
  const days = new Set(sessions.map(({ day }) => day)).size;
  return { days, sessions: sessions.length, lists, equal: lists - different.length, degraded, different };
}
