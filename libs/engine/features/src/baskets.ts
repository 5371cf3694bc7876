import { InteractionType } from '@stars/contracts';
import type { FeatureSpec } from './feature-spec.js';
import { hash32, type InteractionLog } from './interaction-log.js';
import { isTargetType, type TargetKind } from './target-kind.js';

/**
 * Purchases of one session are lines of one order if each follows the one before within this time (ms). A shop may write the
 * lines of an order one after the other, within seconds. Two orders of one session are usually further apart.
 */
export const ORDER_GAP_MS = 60_000;

/** How events become baskets, and which of them are to be predicted. */
export interface BasketRules {
  /** Whether each event is its own basket. */
  strictOrder?: boolean;
  /** Whether lines of one order are a basket, although their times differ. */
  orders?: boolean;
  /** Absent: every event is to be predicted. */
  target?: TargetKind | undefined;
}

/** The rules of a model's inputs. */
export const basketRules = ({ strictOrder = false, orders = false, target, browsing }: FeatureSpec): BasketRules => ({
  strictOrder,
  orders,
  target: browsing ? undefined : target,
});

/** What decides whether an event begins a basket. */
export interface BasketEvent {
  type: number;
  /** ms since 1970. */
  time: number;
  /** `sessionMark` of its session; absent or 0: it has none. */
  session?: number;
}

/** What is kept of a session id with each event: 16 bits, 0 without an id. It tells apart the few sessions of one minute. */
export const sessionMark = (sessionId: string): number => (sessionId === '' ? 0 : markOf(hash32(sessionId)));

/** The mark of a session of an `InteractionLog`. */
export const markOf = (session: number): number => session & 0xffff;

/** Whether an event begins a basket, rather than belonging to that of the event `before`, the last one earlier or at its time. */
export function startsBasket(before: BasketEvent | undefined, event: BasketEvent, rules: BasketRules): boolean {
  if (!before || rules.strictOrder) return true;
  if (event.time === before.time) return false;
  return !(rules.orders && isSamePurchaseSession(before, event) && event.time - before.time <= ORDER_GAP_MS);
}

const isSamePurchaseSession = (a: BasketEvent, b: BasketEvent): boolean =>
  a.type === InteractionType.INTERACTION_TYPE_PURCHASE &&
  b.type === InteractionType.INTERACTION_TYPE_PURCHASE &&
  (a.session ?? 0) !== 0 &&
  a.session === b.session;

/** The b baskets of some of a user's n events. */
export interface Baskets {
  /** [b + 1] basket k is events `starts[k]` to `starts[k + 1]` (exclusive). */
  starts: Uint32Array;
  /** [b + 1] the first basket from k on with an event of the target kind; b if there is none. */
  nextTarget: Uint32Array;
}

type Columns = Pick<InteractionLog, 'time' | 'type' | 'session'>;

const eventAt = ({ time, type, session }: Columns, row: number): BasketEvent => ({
  time: time[row]!,
  type: type[row]!,
  session: markOf(session[row]!),
});

/** @param rows Of one user, ascending. */
export function basketsOf(log: Columns, rows: readonly number[], rules: BasketRules): Baskets {
  const begins: number[] = [];
  const hasTarget: boolean[] = [];
  let before: BasketEvent | undefined;
  rows.forEach((row, n) => {
    const event = eventAt(log, row);
    if (startsBasket(before, event, rules)) begins.push(n);
    if (isTargetType(rules.target, event.type)) hasTarget[begins.length - 1] = true;
    before = event;
  });
  const starts = Uint32Array.from([...begins, rows.length]);
  const nextTarget = new Uint32Array(starts.length).fill(begins.length);
  for (let b = begins.length - 1; b >= 0; b--) nextTarget[b] = hasTarget[b] ? b : nextTarget[b + 1]!;
  return { starts, nextTarget };
}

/**
 * Whether the sessions of a log bound orders: most purchases that follow another of the same session, at another time, come within
 * `ORDER_GAP_MS` of it. If a session is a day, as in Complete Journey, they are visits hours apart, and each time is a basket.
 */
export function sessionsBoundOrders(log: InteractionLog): boolean {
  let [pairs, close] = [0, 0];
  for (let user = 0; user < log.users.length; user++) {
    for (let row = log.userOffsets[user]! + 1; row < log.userOffsets[user + 1]!; row++) {
      const [before, event] = [eventAt(log, row - 1), eventAt(log, row)];
      if (event.time === before.time || !isSamePurchaseSession(before, event)) continue;
      pairs++;
      if (event.time - before.time <= ORDER_GAP_MS) close++;
    }
  }
  return 2 * close > pairs;
}
