import { CandidateSource, InteractionType } from '@stars/contracts';
import { type EventKinds, isTargetEvent, weightOfType } from './model-kinds.js';
import type { Candidate, RankedItem, RankedList } from './round-robin.js';

/** One event of the user. */
export interface OwnEvent {
  itemId: string;
  /** ms since 1970. */
  time: number;
  /** Absent: a purchase. */
  type?: InteractionType;
}

const BUY_AGAIN = CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN;
/** Days in which the weight of an event falls to 1/e. */
const DECAY_DAYS = 90;
/** How many of the last events count: fewer than a profile keeps, so that a replay of a whole log ranks like serving. */
export const BUY_AGAIN_EVENTS = 200;
const DAY_MS = 86_400_000;

/**
 * BI: repeat candidates, best first, by frequency and recency: Σ exp(−age in days / 90) over an item's distinct times up
 * to `now` (ms since 1970); the lines of one basket are one purchase. Ties: lower item id first. If the user has events
 * that the model predicts, only the last 200 of them count; otherwise the last 200 events of other kinds do, each by its weight,
 * but not those with items that nobody chooses.
 * The order of `history` only matters between equal times at the edge of these 200. At most `limit` items.
 * @param kinds Of the model. Absent: nothing says what events of other kinds are worth. Of the last 200 events, purchases count, and
 * what was viewed or put into the cart since it was bought comes before them, the last first.
 */
export function buyAgainList(history: readonly OwnEvent[], now: number, limit: number, kinds?: EventKinds): RankedList {
  const past = history.filter(({ time }) => time <= now);
  const { counted, open } = kinds ? { counted: countedOf(past, kinds), open: NOTHING_OPEN } : ofUnknownKinds(past);
  // First aged from the last event: so the order does not depend on `now`, even for users who were away for long.
  const last = counted.at(-1)?.time ?? now;
  const own = new Map<string, { score: number; lastTime: number }>();
  for (const { itemId, time, type } of counted) {
    const before = own.get(itemId);
    if (before?.lastTime === time) continue;
    const score = (before?.score ?? 0) + weightOfType(kinds, type) * decay(last - time);
    own.set(itemId, { score, lastTime: time });
  }
  for (const itemId of open.keys()) if (!own.has(itemId)) own.set(itemId, { score: 0, lastTime: 0 });
  const items = [...own].map(([itemId, { score }]) => ({ itemId, score, opened: open.get(itemId) ?? 0 }));
  items.sort((a, b) => b.opened - a.opened || b.score - a.score || (a.itemId < b.itemId ? -1 : 1));
  const since = decay(now - last);
  const listed = items.slice(0, limit).map(({ itemId, score }) => ({ itemId, score: score * since }));
  return { source: BUY_AGAIN, items: listed };
}

/** How many best sellers are ranked with what the user had: what sells less says little of which of it is bought again. */
export const RANKED_SELLERS = 100;
/** Weight of the best seller before the first model, in purchases that the user made now. */
const POPULARITY = 1;

/**
 * The order before the first model: what the user viewed or put into the cart since it was bought, the last first, then what the user
 * bought and best sellers, by purchases as `buyAgainList` counts them and by how well an item sells. Scores say that order.
 * @param own As `buyAgainList` has them. @param popular Best first; the score is the share of what the best seller sold.
 */
export function orderWithoutModel(
  own: readonly Candidate[],
  popular: readonly Candidate[],
  history: readonly OwnEvent[],
  now: number,
): Omit<RankedItem, 'position'>[] {
  const { open } = ofUnknownKinds(history.filter(({ time }) => time <= now));
  const sold = new Map(popular.map(({ itemId, score }) => [itemId, POPULARITY * score]));
  const had = new Map(own.map(({ itemId, score }) => [itemId, score]));
  const points = ({ itemId }: Candidate): number => (had.get(itemId) ?? 0) + (sold.get(itemId) ?? 0);
  const items = own.map((item) => ({ ...item, source: BUY_AGAIN }));
  const others = popular.filter(({ itemId }) => !had.has(itemId));
  const sellers = others.map((item) => ({ ...item, source: CandidateSource.CANDIDATE_SOURCE_POPULAR }));
  const opened = items.filter(({ itemId }) => open.has(itemId));
  const bought = items.filter(({ itemId }) => !open.has(itemId));
  const rest = [...bought, ...sellers].map((item) => ({ ...item, score: points(item) }));
  rest.sort((a, b) => b.score - a.score);
  const most = rest[0]?.score ?? 0;
  return [...opened.map((item, n) => ({ ...item, score: most + opened.length - n })), ...rest];
}

const latest = (events: OwnEvent[], inOrder: (a: OwnEvent, b: OwnEvent) => number): OwnEvent[] =>
  events.sort(inOrder).slice(-BUY_AGAIN_EVENTS);

const byTime = (a: OwnEvent, b: OwnEvent): number => a.time - b.time;

function countedOf(past: readonly OwnEvent[], kinds: EventKinds): OwnEvent[] {
  const targets = past.filter(({ type }) => isTargetEvent(kinds, type));
  if (targets.length > 0) return latest(targets, byTime);
  const weightOf = ({ type }: OwnEvent): number => weightOfType(kinds, type);
  const others = past.filter((event) => weightOf(event) > 0 && !kinds.neverChosen?.has(event.itemId));
  // Of an item's events at one time, the first counts: the weightiest.
  return latest(others, (a, b) => byTime(a, b) || weightOf(b) - weightOf(a));
}

const NOTHING_OPEN: ReadonlyMap<string, number> = new Map();

/** The purchases, and items with an event later than their last purchase, with its time. */
function ofUnknownKinds(past: OwnEvent[]): { counted: OwnEvent[]; open: ReadonlyMap<string, number> } {
  const events = latest(past, byTime);
  const counted = purchasesOf(events);
  const bought = new Map(counted.map(({ itemId, time }) => [itemId, time]));
  const isOpen = ({ itemId, time }: OwnEvent): boolean => time > (bought.get(itemId) ?? Number.NEGATIVE_INFINITY);
  return { counted, open: new Map(events.filter(isOpen).map(({ itemId, time }) => [itemId, time])) };
}

/** The purchases, in their order. @param kinds Of the model: its target takes the place of purchases. */
export const purchasesOf = <Event extends OwnEvent>(history: readonly Event[], kinds?: EventKinds): Event[] =>
  history.filter((event) => (kinds ? isTargetEvent(kinds, event.type) : isPurchase(event)));

const decay = (ageMs: number): number => Math.exp(-ageMs / (DECAY_DAYS * DAY_MS));

const isPurchase = ({ type }: OwnEvent): boolean =>
  type === undefined || type === InteractionType.INTERACTION_TYPE_PURCHASE;
