import { type EvaluationSet, type RankedSessions, seededRandom, seenItems } from '@stars/replay';

/** Order of items with the same personal frequency. */
export type TieOrder = 'targets first' | 'targets last' | 'at random';

/**
 * P-TopFreq with its ties broken in the best, the worst or a random way. By hits, recall and NDCG, any other
 * implementation lies between the first two.
 */
export function personalFrequencyByTies(set: EvaluationSet, ties: TieOrder, seed = 0): RankedSessions {
  const k = 10;
  const items = new Int32Array(set.sessions.length * k).fill(-1);
  const random = seededRandom(seed);
  set.sessions.forEach((session, n) => {
    const frequency = new Map<number, number>();
    for (const item of seenItems(set, session)) frequency.set(item, (frequency.get(item) ?? 0) + 1);
    const target = new Set(session.target);
    const rank = (item: number) => {
      if (ties === 'at random') return random();
      return target.has(item) === (ties === 'targets first') ? 0 : 1;
    };
    const own = [...frequency].map(([item, count]) => ({ item, count, tie: rank(item) }));
    own.sort((a, b) => b.count - a.count || a.tie - b.tie);
    own.slice(0, k).forEach(({ item }, r) => {
      items[n * k + r] = item;
    });
  });
  return { k, items };
}
