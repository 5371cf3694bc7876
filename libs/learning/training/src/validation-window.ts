import {
  type BasketRules,
  basketsOf,
  type InteractionLog,
  isTargetType,
  shuffle,
  type TokenEvent,
} from '@stars/features';
import { createRandom } from '@stars/model';
import { encoderEventAt } from '@stars/replay';
import type { ValidationRecipe } from './validation-recipe.js';

const DAY_MS = 86_400_000;

/** One example of the validation: what is in this user's next basket with events of the target kind? */
export interface ValidationSession {
  userId: string;
  /** Time of the basket, ms. */
  time: number;
  /** Events before the basket, oldest first. */
  history: TokenEvent[];
  /** The basket's learned items of the target kind, distinct, by row. */
  targets: number[];
}

/** Where the held-out window begins, ms: the first fit sees what happened before. */
export function validationStart(
  log: InteractionLog,
  keep: (row: number, user: number) => boolean,
  { share, days }: Pick<ValidationRecipe, 'share' | 'days'>,
): number {
  const byDay = new Map<number, { events: number; first: number }>();
  let until = Number.NEGATIVE_INFINITY;
  for (let user = 0; user < log.users.length; user++) {
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++) {
      if (!keep(row, user)) continue;
      const time = log.time[row]!;
      until = Math.max(until, time);
      const day = Math.floor(time / DAY_MS);
      const known = byDay.get(day);
      if (known === undefined) byDay.set(day, { events: 1, first: time });
      else {
        known.events++;
        known.first = Math.min(known.first, time);
      }
    }
  }
  return until + 1 - (days === undefined ? share * (until + 1 - beginOf([...byDay.values()], until)) : days * DAY_MS);
}

/** At most this share of the events, and one at least, may be stray. */
const STRAY_SHARE = 0.01;

/**
 * When the log begins, ms. A few events before a gap that is longer than all that follows it are stray: a clock that begins in
 * 2000 made them, and a share of the time since then would be the whole log.
 */
function beginOf(days: { events: number; first: number }[], until: number): number {
  days.sort((a, b) => a.first - b.first);
  const most = Math.max(1, STRAY_SHARE * days.reduce((sum, { events }) => sum + events, 0));
  let begin = days[0]?.first ?? until;
  let before = 0;
  for (const [i, { first }] of days.entries()) {
    if (before > most) break;
    if (i > 0 && first - days[i - 1]!.first > until - first) begin = first;
    before += days[i]!.events;
  }
  return begin;
}

/**
 * Draws one basket of the window for each of at most `users` users by the seed. Only baskets with learned items of the target
 * kind count, and only users with an earlier event, of any kind, of a learned item.
 * @param itemRow By item id; an item without one is not learned.
 * @param limit Most events of a history: the newest.
 */
export function validationSessions(
  log: InteractionLog,
  keep: (row: number, user: number) => boolean,
  from: number,
  itemRow: ReadonlyMap<string, number>,
  options: { users: number; seed: number; limit: number; baskets?: BasketRules },
): ValidationSession[] {
  // Events of one time are asked for together, also where the model keeps their order.
  const rules = { ...options.baskets, strictOrder: false };
  const random = createRandom(options.seed);
  const order = shuffle(
    random,
    log.users.map((_, user) => user),
  );
  const sessions: ValidationSession[] = [];
  for (const user of order) {
    if (sessions.length >= options.users) break;
    const rows: number[] = [];
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++) {
      if (keep(row, user) && itemRow.has(log.items[log.item[row]!]!)) rows.push(row);
    }
    const { starts, nextTarget } = basketsOf(log, rows, rules);
    // Baskets of the window with targets; not the user's first basket, which nothing precedes.
    const baskets = [...starts.keys()]
      .slice(1, -1)
      .filter((b) => nextTarget[b] === b && log.time[rows[starts[b]!]!]! >= from);
    if (baskets.length === 0) continue;
    const chosen = baskets[Math.floor(random() * baskets.length)]!;
    const start = starts[chosen]!;
    const time = log.time[rows[start]!]!;
    const basket = rows.slice(start, starts[chosen + 1]).filter((row) => isTargetType(rules.target, log.type[row]!));
    sessions.push({
      userId: log.users[user]!,
      time,
      history: rows.slice(Math.max(0, start - options.limit), start).map((row) => encoderEventAt(log, row)),
      targets: [...new Set(basket.map((row) => itemRow.get(log.items[log.item[row]!]!)!))],
    });
  }
  return sessions;
}
