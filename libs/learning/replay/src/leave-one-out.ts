import { StarsError } from '@stars/errors';
import { type InteractionLog, isTargetType, type LocalClock, type TargetKind } from '@stars/features';
import { buildCatalogue } from './catalogue.js';
import { countDays, dayInteractions, inCatalogue } from './day-interactions.js';
import type { EvaluationSession, EvaluationSet, Split } from './evaluation-set.js';
import { firstSight } from './first-sight.js';
import { sessionOf } from './session-of.js';
import { ascendingSet } from './target.js';
import { otherEvents, targetKindOf } from './target-kind-of.js';
import { countSessions } from './user-days.js';

/**
 * Leave one out: each user's last target event is the target, everything before it the history.
 *
 * Events of one session with one time are a basket without an order, so "the last event" of a basket is all of
 * it: the target is then the set of the basket's items, none of which is in the history. Recall@K is the expected
 * Hit@K of one item drawn from it, and unlike a draw it can be recomputed from the data alone. Events of one time
 * without a common session are ordered by arrival; one that arrived in the middle of the last basket is left out of
 * the history. Users with nothing before their target are left out and counted.
 *
 * A purchase mostly follows a view and an addition to the cart, which would tell the answer: the history ends before the
 * session's first event of another kind with an item of the target (`firstSight`), and that is the time of the request.
 *
 * The catalogue is every item of the log. Other users' events count as known strictly before that time.
 * `split: 'validation'` evaluates the one before: each user's last target, with what led to it and what followed, is removed, for
 * all users, and the last one of the rest is the target.
 * Errors: `STARS_NOT_ENOUGH_DATA` when no user has a target with a history (for validation, before the last target).
 */
export function leaveOneOut(
  log: InteractionLog,
  clock: LocalClock,
  options: { split?: Split; target?: TargetKind } = {},
): EvaluationSet {
  const split = options.split ?? 'test';
  const target = targetKindOf(log, options.target);
  const ends = Uint32Array.from(log.users, (_, user) => {
    const end = log.userOffsets[user + 1]!;
    return split === 'test' ? end : (lastTarget(log, clock, { user, end, target })?.row ?? end);
  });
  const all = dayInteractions(log, clock, { ends, target });
  const candidates = dayInteractions(log, clock, { ends });
  const catalogue = buildCatalogue(log, candidates, { throughDay: Number.POSITIVE_INFINITY, minInteractions: 1 });
  const interactions = inCatalogue(all, catalogue.indexOf);
  const sessions: EvaluationSession[] = [];
  const trainTo = ends.slice();
  let withoutHistory = 0;
  for (let user = 0; user < log.users.length; user++) {
    const last = lastTarget(log, clock, { user, end: ends[user]!, target });
    if (last === undefined) continue;
    const { row, basket } = last;
    trainTo[user] = row;
    if (row === log.userOffsets[user]) withoutHistory++;
    else {
      const items = ascendingSet(basket.map((event) => catalogue.indexOf[log.item[event]!]!));
      const before = log.time[row]!;
      sessions.push(sessionOf({ log, interactions }, user, { row, day: clock.day(before), before, target: items }));
    }
  }
  if (sessions.length === 0) {
    throw new StarsError(
      'STARS_NOT_ENOUGH_DATA',
      `Leave-one-out needs a user with a ${target} event and an earlier event (for validation, two ${target} events).`,
    );
  }
  const others = otherEvents(log, target);
  return {
    protocol: 'leave-one-out',
    split,
    title: `Leave one out: the last ${others > 0 ? `${target} ` : ''}event (or basket) of each user${split === 'test' ? '' : ' but one'}`,
    target,
    log,
    catalogue: catalogue.ids,
    catalogueOf: catalogue.indexOf,
    interactions,
    sessions,
    trainTo,
    counts: {
      interactions: all.row.length,
      otherEvents: others,
      sessions: log.users.reduce(
        (sum, _, user) => sum + countDays(all, all.userOffsets[user]!, all.userOffsets[user + 1]!),
        0,
      ),
      catalogueItems: catalogue.ids.length,
      periods: {},
      withoutCatalogueTarget: 0,
      withoutHistory,
      ...countSessions(sessions),
    },
  };
}

/** The user's last target before row `end`: its rows, and the row before which the history ends. */
function lastTarget(
  log: InteractionLog,
  clock: LocalClock,
  { user, end, target }: { user: number; end: number; target: TargetKind },
): { row: number; basket: number[] } | undefined {
  const from = log.userOffsets[user]!;
  const isTarget = (row: number): boolean => isTargetType(target, log.type[row]!);
  let last = end - 1;
  while (last >= from && !isTarget(last)) last--;
  if (last < from) return undefined;
  const basket = [last];
  for (let row = last - 1; log.session[last] !== 0 && row >= from && log.time[row] === log.time[last]; row--) {
    if (log.session[row] === log.session[last] && isTarget(row)) basket.unshift(row);
  }
  let begin = basket[0]!;
  while (begin > from && clock.day(log.time[begin - 1]!) === clock.day(log.time[last]!)) begin--;
  return { basket, row: firstSight({ log, target }, basket, { from, begin }) };
}
