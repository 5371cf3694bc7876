import { isTargetType, type LocalClock } from '@stars/features';
import { createRandom } from '@stars/model';
import { ascendingSet, type EvaluationSession, type EvaluationSet, sessionOf } from '@stars/replay';

/**
 * Every other session as of a moment in its middle: requests come when the user has looked at something or bought something, too. The
 * rest of the day is then the target. A session without such a moment stays as it is.
 */
export function withMidSessions(
  set: EvaluationSet,
  sessions: readonly EvaluationSession[],
  clock: LocalClock,
  seed: number,
): EvaluationSession[] {
  const random = createRandom(seed);
  return sessions.map((session, n) => {
    const rows = n % 2 === 0 ? [] : targetRows(set, session, clock);
    const { time } = set.log;
    const begin = session.historyTo;
    // Events of one time are a basket: no request comes between them.
    const moments = rows.filter((row) => row > begin && time[row]! > time[row - 1]!);
    if (moments.length === 0) return session;
    const row = moments[Math.floor(random() * moments.length)]!;
    const target = rows.filter((other) => other >= row).map((other) => itemOf(set, other));
    return sessionOf(set, session.user, {
      row,
      day: session.day,
      before: session.before,
      target: ascendingSet(target),
    });
  });
}

const itemOf = ({ log, catalogueOf }: EvaluationSet, row: number): number => catalogueOf[log.item[row]!]!;

/** Rows of the session's day that are targets. */
function targetRows(set: EvaluationSet, session: EvaluationSession, clock: LocalClock): number[] {
  const { user, historyTo, target, day } = session;
  const { log } = set;
  const wanted = new Set(target);
  const rows: number[] = [];
  const end = log.userOffsets[user + 1]!;
  for (let row = historyTo; row < end && clock.day(log.time[row]!) === day; row++) {
    if (isTargetType(set.target, log.type[row]!) && wanted.has(itemOf(set, row))) rows.push(row);
  }
  return rows;
}
