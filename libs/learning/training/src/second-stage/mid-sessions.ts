import { isTargetType, type LocalClock, shuffle } from '@stars/features';
import { createRandom } from '@stars/model';
import { ascendingSet, type EvaluationSession, type EvaluationSet, sessionOf } from '@stars/replay';

/** Most moments of one session: a day on which people look at hundreds of items has hundreds. */
const MOST_MOMENTS = 12;

/**
 * Every other session as of moments in its middle: requests come when the user has looked at something or bought something, too. The
 * next basket is then the target. A session without such a moment stays as it is.
 */
export function withMidSessions(
  set: EvaluationSet,
  sessions: readonly EvaluationSession[],
  clock: LocalClock,
  seed: number,
): EvaluationSession[] {
  const random = createRandom(seed);
  return sessions.flatMap((session, n) => {
    const rows = n % 2 === 0 ? [] : targetRows(set, session, clock);
    const { time } = set.log;
    const begin = session.historyTo;
    // Events of one time are a basket: no request comes between them.
    const moments = rows.filter((row) => row > begin && time[row]! > time[row - 1]!);
    if (moments.length === 0) return session;
    return shuffle(random, moments)
      .slice(0, MOST_MOMENTS)
      .map((row) => {
        const basket = rows.filter((other) => time[other] === time[row]).map((other) => itemOf(set, other));
        const { day, before } = session;
        return sessionOf(set, session.user, { row, day, before, target: ascendingSet(basket) });
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
