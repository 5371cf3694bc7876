import { isTargetType } from '@stars/features';
import type { EvaluationSet } from './evaluation-set.js';

/**
 * Where the history of a basket ends: its first row or, if the user met one of its items earlier in the same session by an event of
 * another kind (a view, say), the first such row. A session is the events with one session id or, without ids, those of one day.
 * @param basket Rows of the basket, ascending. @param from The user's first row. @param begin The first row of the basket's day.
 */
export function firstSight(
  { log, target }: Pick<EvaluationSet, 'log' | 'target'>,
  basket: readonly number[],
  { from, begin }: { from: number; begin: number },
): number {
  const items = new Set(basket.map((row) => log.item[row]!));
  const session = log.session[basket[0]!]!;
  const inSession = (row: number): boolean => log.session[row] === session;
  let first = basket[0]!;
  // A session with an id may have begun on the day before.
  for (let row = first - 1; row >= from && (row >= begin || (session !== 0 && inSession(row))); row--) {
    if (inSession(row) && items.has(log.item[row]!) && !isTargetType(target, log.type[row]!)) first = row;
  }
  return first;
}
