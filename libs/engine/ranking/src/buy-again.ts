import { CandidateSource, InteractionType } from '@stars/contracts';
import type { RankedList } from './round-robin.js';

/** One event of the user. */
export interface OwnEvent {
  itemId: string;
  /** ms since 1970. */
  time: number;
  /** Absent: a purchase. */
  type?: InteractionType;
}

/** Days in which the weight of an event falls to 1/e. */
const DECAY_DAYS = 90;
/** How many of the last events count: fewer than a profile keeps, so that a replay of a whole log ranks like serving. */
export const BUY_AGAIN_EVENTS = 200;
const DAY_MS = 86_400_000;

/**
 * BI: repeat candidates, best first, by frequency and recency: Σ exp(−age in days / 90) over an item's distinct times up
 * to `now` (ms since 1970); the lines of one basket are one purchase. Ties: lower item id first. If the user has bought
 * anything, only purchases count; otherwise views and carts count. The order of `history` only matters between equal times at
 * the edge of the last 200 events. At most `limit` items.
 */
export function buyAgainList(history: readonly OwnEvent[], now: number, limit: number): RankedList {
  const past = history
    .filter(({ time }) => time <= now)
    .sort((a, b) => a.time - b.time)
    .slice(-BUY_AGAIN_EVENTS);
  const purchases = past.filter(isPurchase);
  const counted = purchases.length > 0 ? purchases : past;
  // First aged from the last event: so the order does not depend on `now`, even for users who were away for long.
  const last = counted.at(-1)?.time ?? now;
  const own = new Map<string, { score: number; lastTime: number }>();
  for (const { itemId, time } of counted) {
    const known = own.get(itemId);
    if (known?.lastTime === time) continue;
    const score = (known?.score ?? 0) + decay(last - time);
    own.set(itemId, { score, lastTime: time });
  }
  const items = [...own].map(([itemId, { score }]) => ({ itemId, score }));
  items.sort((a, b) => b.score - a.score || (a.itemId < b.itemId ? -1 : 1));
  const since = decay(now - last);
  const listed = items.slice(0, limit).map(({ itemId, score }) => ({ itemId, score: score * since }));
  return { source: CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN, items: listed };
}

/** The purchases of items that were bought at least `times` times, in their order; the lines of one basket are one purchase. */
export function purchasesOf<Event extends OwnEvent>(history: readonly Event[], times = 1): Event[] {
  const purchases = history.filter(isPurchase);
  if (times <= 1) return purchases;
  const timesOf = new Map<string, Set<number>>();
  for (const { itemId, time } of purchases) {
    const known = timesOf.get(itemId) ?? new Set();
    timesOf.set(itemId, known.add(time));
  }
  return purchases.filter(({ itemId }) => timesOf.get(itemId)!.size >= times);
}

const decay = (ageMs: number): number => Math.exp(-ageMs / (DECAY_DAYS * DAY_MS));

const isPurchase = ({ type }: OwnEvent): boolean =>
  type === undefined || type === InteractionType.INTERACTION_TYPE_PURCHASE;
