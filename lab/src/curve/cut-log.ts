import { filterLog, hash32, type InteractionLog, type LocalClock } from '@stars/features';
import { buildUserDays, dayStart, drawnSessions, type EvaluationSet, leaveOneOut } from '@stars/replay';

/** How much a cut log has: so many sessions before the tested period or, with leave-one-out, so many users. */
export type Size = number | 'all';

const SIZES = [0, 100, 300, 1_000, 3_000, 10_000];

/** Most sessions that are ranked: they cost little, and their mean says enough. */
const TESTED = 2_000;

/** A log cut to several sizes, with the same tested sessions and the same catalogue at each. */
export class LearningCurve {
  /** Sessions (users' days with an event) before the tested period; with leave-one-out, users. */
  readonly total: number;
  /** [N] of each row how many must be kept so that it is; 0 for what is kept at every size. */
  readonly #rank: Uint32Array;

  /** @param whole The tested sessions of the whole log. */
  constructor(
    private readonly whole: EvaluationSet,
    private readonly clock: LocalClock,
  ) {
    const ranks = whole.protocol === 'leave-one-out' ? ranksOfUsers(whole.log) : ranksOfDays(whole, clock);
    this.#rank = ranks.rank;
    this.total = ranks.total;
  }

  get sizes(): Size[] {
    const least = this.whole.protocol === 'leave-one-out' ? 1 : 0;
    return [...SIZES.filter((size) => size >= least && size < this.total), 'all'];
  }

  /** The log of a shop that opened so many sessions before the tested period, or that has so many users. */
  log(size: Size): InteractionLog {
    const most = size === 'all' ? this.total : size;
    return filterLog(this.whole.log, (row) => this.#rank[row]! <= most);
  }

  /**
   * The tested sessions with what a cut log knows. The catalogue is that of the whole log, so the targets are the same at each
   * size. With leave-one-out, the tested users are those of the size.
   */
  set(log: InteractionLog): EvaluationSet {
    const { protocol, split, title, target, catalogue } = this.whole;
    if (protocol === 'leave-one-out') return leaveOneOut(log, this.clock, { target });
    const [from, to] = testedDays(this.whole);
    return buildUserDays(log, this.clock, {
      ...{ protocol, title, target, catalogue, split, periods: [] },
      ...{ catalogueThrough: from - 1, minInteractions: 1, evaluate: { name: 'test', from, to } },
    });
  }
}

/** At most 2,000 of the sessions: the same ones, whatever the size. */
export const someSessions = (set: EvaluationSet): EvaluationSet => ({
  ...set,
  sessions: drawnSessions(set.sessions, TESTED, 0),
});

function testedDays({ sessions }: Pick<EvaluationSet, 'sessions'>): [from: number, to: number] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { day } of sessions) [from, to] = [Math.min(from, day), Math.max(to, day)];
  return [from, to];
}

interface Ranks {
  rank: Uint32Array;
  total: number;
}

/** Newest days first; sessions of one day in an order by chance, the same in each run. */
function ranksOfDays({ log, sessions }: EvaluationSet, clock: LocalClock): Ranks {
  const from = dayStart(clock, testedDays({ sessions })[0]);
  const days: { day: number; chance: number; rows: number[] }[] = [];
  for (let user = 0; user < log.users.length; user++) {
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]! && log.time[row]! < from; row++) {
      const day = clock.day(log.time[row]!);
      const last = days.at(-1);
      const isNew = row === log.userOffsets[user] || last?.day !== day;
      if (isNew) days.push({ day, chance: hash32(`${log.users[user]}_${day}`), rows: [row] });
      else last.rows.push(row);
    }
  }
  days.sort((a, b) => b.day - a.day || a.chance - b.chance);
  const rank = new Uint32Array(log.item.length);
  days.forEach(({ rows }, n) => {
    for (const row of rows) rank[row] = n + 1;
  });
  return { rank, total: days.length };
}

/** In an order by chance, the same in each run. */
function ranksOfUsers(log: InteractionLog): Ranks {
  const order = log.users.map((id, user) => ({ user, chance: hash32(id) })).sort((a, b) => a.chance - b.chance);
  const rank = new Uint32Array(log.item.length);
  order.forEach(({ user }, n) => {
    rank.fill(n + 1, log.userOffsets[user]!, log.userOffsets[user + 1]!);
  });
  return { rank, total: order.length };
}
