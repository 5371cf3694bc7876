import { StarsError } from '@stars/errors';
import { countDays, keptInteractions } from '../day-interactions.js';
import type { EvaluationSession, EvaluationSet } from '../evaluation-set.js';

/**
 * The set as it is on the morning on which the cold items are announced. Nobody has had one, so histories and counts do not
 * have them. The sessions are those that bought one for the first time, and that is their target.
 * @param cold [I] @param whole All sessions with everything that they bought; their cold items are new to the user.
 * Errors: `STARS_NOT_ENOUGH_DATA` if there is no such session.
 */
export function coldSet(set: EvaluationSet, cold: Uint8Array, whole = false): EvaluationSet {
  const { interactions, before } = keptInteractions(set.interactions, (item) => !cold[item]);
  const sessions: EvaluationSession[] = [];
  for (const session of set.sessions) {
    const first = session.targetNew.filter((item) => cold[item]);
    if (first.length === 0 && !whole) continue;
    const [from, to] = [before[session.interactionsFrom]!, before[session.interactionsTo]!];
    sessions.push({
      ...session,
      interactionsFrom: from,
      interactionsTo: to,
      target: whole ? session.target : first,
      targetNew: whole ? session.target.filter((item) => cold[item] || session.targetNew.includes(item)) : first,
      histLen: to - from,
      histSessions: countDays(interactions, from, to),
    });
  }
  if (sessions.length === 0) {
    throw new StarsError('STARS_NOT_ENOUGH_DATA', 'no session bought one of the held-out items for the first time');
  }
  return {
    ...set,
    catalogueOf: set.catalogueOf.map((item) => (item >= 0 && cold[item] ? -1 : item)),
    interactions,
    sessions,
  };
}
