import { hash32 } from '@stars/features';
import type { EvaluationSet } from './evaluation-set.js';
import { countSessions } from './user-days.js';

/**
 * The set with the sessions of about every n-th user, chosen by a hash of the id: the same users in every run. What may be
 * learned from is unchanged.
 */
export function everyUser(set: EvaluationSet, n: number): EvaluationSet {
  if (n === 1) return set;
  const sessions = set.sessions.filter(({ userId }) => hash32(userId) % n === 0);
  return {
    ...set,
    title: `${set.title}, one user of ${n}`,
    sessions,
    counts: { ...set.counts, ...countSessions(sessions) },
  };
}
