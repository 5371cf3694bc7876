import {
  ascendingSet,
  countSessions,
  type EvaluationSession,
  type EvaluationSet,
  firstSight,
  seededRandom,
  sessionOf,
} from '@stars/replay';

export interface PreviousSessionsOptions {
  /** How far back the user-days may lie (default 28). Leave-one-out takes the last event that may be trained on. */
  days?: number;
  /** Most sessions, drawn by a fixed seed; absent: all. */
  limit?: number;
}

/**
 * The sessions just before those of `set`, built in the same way. Baselines learn from them and are tuned on them: they
 * contain no session of `set` and nothing that `trainTo` holds back. There may be none. Applied to its own result, this
 * goes back further.
 */
export function previousSessions(set: EvaluationSet, options: PreviousSessionsOptions = {}): EvaluationSet {
  const { sessions, trainTo } =
    set.protocol === 'leave-one-out' ? lastTrained(set) : previousDays(set, options.days ?? 28);
  const kept = sample(sessions, options.limit ?? Number.POSITIVE_INFINITY);
  return { ...set, sessions: kept, trainTo, counts: { ...set.counts, ...countSessions(kept) } };
}

function previousDays(set: EvaluationSet, days: number): Pick<EvaluationSet, 'sessions' | 'trainTo'> {
  const { interactions, log } = set;
  const until = set.sessions.reduce((first, { day }) => Math.min(first, day), Number.POSITIVE_INFINITY);
  const from = until - days;
  /** The first row, of any kind, with an item of the catalogue on the user's day of interaction `a`. */
  const firstOf = (a: number): number => {
    let row = interactions.begin[a]!;
    while (set.catalogueOf[log.item[row]!]! < 0) row++;
    return row;
  };
  // Nothing lies between a day's beginning and its first event: that event's time bounds what was known before it.
  const begins = new Map<number, number>();
  for (let a = 0; a < interactions.row.length; a++) {
    const day = interactions.day[a]!;
    if (day < from || day >= until) continue;
    begins.set(day, Math.min(begins.get(day) ?? Number.POSITIVE_INFINITY, log.time[firstOf(a)]!));
  }
  const sessions: EvaluationSession[] = [];
  const trainTo = Uint32Array.from(set.trainTo);
  for (let user = 0; user < log.users.length; user++) {
    const end = interactions.userOffsets[user + 1]!;
    for (let a = interactions.userOffsets[user]!; a < end; ) {
      const day = interactions.day[a]!;
      let to = a + 1;
      while (to < end && interactions.day[to] === day) to++;
      if (day >= from && day < until) {
        const row = firstOf(a);
        trainTo[user] = Math.min(trainTo[user]!, row);
        const target = ascendingSet(interactions.item.subarray(a, to));
        sessions.push(sessionOf(set, user, { row, day, before: begins.get(day)!, target }));
      }
      a = to;
    }
  }
  return { sessions, trainTo };
}

function lastTrained(set: EvaluationSet): Pick<EvaluationSet, 'sessions' | 'trainTo'> {
  const { interactions, log } = set;
  const sessions: EvaluationSession[] = [];
  const trainTo = Uint32Array.from(set.trainTo);
  for (let user = 0; user < log.users.length; user++) {
    const first = interactions.userOffsets[user]!;
    let to = first;
    while (to < interactions.userOffsets[user + 1]! && interactions.row[to]! < set.trainTo[user]!) to++;
    if (to === first) continue;
    const last = interactions.row[to - 1]!;
    const time = log.time[last]!;
    let from = to - 1;
    const inBasket = (row: number) => log.session[row] === log.session[last] && log.time[row] === time;
    while (log.session[last] !== 0 && from > first && inBasket(interactions.row[from - 1]!)) from--;
    const basket = [...interactions.row.subarray(from, to)];
    const row = firstSight(set, basket, { from: log.userOffsets[user]!, begin: interactions.begin[from]! });
    if (row === log.userOffsets[user]) continue;
    trainTo[user] = row;
    const target = ascendingSet(interactions.item.subarray(from, to));
    sessions.push(sessionOf(set, user, { row, day: interactions.day[from]!, before: log.time[row]!, target }));
  }
  return { sessions, trainTo };
}

/** In their original order. */
function sample(sessions: EvaluationSession[], limit: number): EvaluationSession[] {
  if (sessions.length <= limit) return sessions;
  const random = seededRandom(0);
  const drawn = sessions.map((_, n) => ({ n, key: random() })).sort((a, b) => a.key - b.key);
  const kept = new Set(drawn.slice(0, limit).map(({ n }) => n));
  return sessions.filter((_, n) => kept.has(n));
}
