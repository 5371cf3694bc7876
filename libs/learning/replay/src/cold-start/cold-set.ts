import { StarsError } from '@stars/errors';
import type { EvaluationSession, EvaluationSet } from '../evaluation-set.js';

/**
 * The set as it is on the morning on which the cold items are announced. Nobody has had one, so histories and counts do not
 * have them. The sessions are those that bought one for the first time, and that is their target.
 * @param cold [I] @param whole All sessions with everything that they bought; their cold items are new to the user.
 * Errors: `STARS_NOT_ENOUGH_DATA` if there is no such session.
 */
export function coldSet(set: EvaluationSet, cold: Uint8Array, whole = false): EvaluationSet {
  const { interactions } = set;
  const kept: number[] = [];
  /** [M + 1] how many were kept before each. */
  const before = new Uint32Array(interactions.row.length + 1);
  interactions.item.forEach((item, at) => {
    before[at] = kept.length;
    if (!cold[item]) kept.push(at);
  });
  before[interactions.row.length] = kept.length;
  const sessions: EvaluationSession[] = [];
  for (const session of set.sessions) {
    const first = session.targetNew.filter((item) => cold[item]);
    if (first.length === 0 && !whole) continue;
    const [from, to] = [before[session.interactionsFrom]!, before[session.interactionsTo]!];
    const days = new Set(kept.slice(from, to).map((at) => interactions.day[at]!));
    sessions.push({
      ...session,
      interactionsFrom: from,
      interactionsTo: to,
      target: whole ? session.target : first,
      targetNew: whole ? session.target.filter((item) => cold[item] || session.targetNew.includes(item)) : first,
      histLen: to - from,
      histSessions: days.size,
    });
  }
  if (sessions.length === 0) {
    throw new StarsError('STARS_NOT_ENOUGH_DATA', 'no session bought one of the held-out items for the first time');
  }
  return {
    ...set,
    catalogueOf: set.catalogueOf.map((item) => (item >= 0 && cold[item] ? -1 : item)),
    interactions: {
      userOffsets: interactions.userOffsets.map((at) => before[at]!),
      row: Uint32Array.from(kept, (at) => interactions.row[at]!),
      day: Int32Array.from(kept, (at) => interactions.day[at]!),
      item: Uint32Array.from(kept, (at) => interactions.item[at]!),
      begin: Uint32Array.from(kept, (at) => interactions.begin[at]!),
    },
    sessions,
  };
}
