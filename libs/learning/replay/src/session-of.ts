import { dayToDate, lowerBound } from '@stars/features';
import { countDays } from './day-interactions.js';
import type { EvaluationSession, EvaluationSet } from './evaluation-set.js';
import { withoutSeen } from './target.js';

/**
 * A user's session with what is known of the user before it.
 * @param label Row of the log before which the history ends, its local day, the time (ms) up to which other users' events are
 * known, and the target: catalogue indices, ascending, none twice.
 */
export function sessionOf(
  { log, interactions }: Pick<EvaluationSet, 'log' | 'interactions'>,
  user: number,
  { row, day, before, target }: { row: number; day: number; before: number; target: Uint32Array },
): EvaluationSession {
  const interactionsFrom = interactions.userOffsets[user]!;
  const userTo = interactions.userOffsets[user + 1]!;
  const interactionsTo = lowerBound(interactions.row, interactionsFrom, userTo, row);
  return {
    sessionId: `${log.users[user]!}_${dayToDate(day)}`,
    userId: log.users[user]!,
    user,
    time: log.time[row]!,
    day,
    before,
    historyFrom: log.userOffsets[user]!,
    historyTo: row,
    interactionsFrom,
    interactionsTo,
    target,
    targetNew: withoutSeen(target, interactions.item.subarray(interactionsFrom, interactionsTo)),
    histLen: interactionsTo - interactionsFrom,
    histSessions: countDays(interactions, interactionsFrom, interactionsTo),
  };
}
