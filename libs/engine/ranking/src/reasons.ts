import { CandidateSource } from '@stars/contracts';
import { type Reason, reason } from './reason-codes.js';
import type { Claim, ScoreClaims } from './second-stage/evidence-claims.js';

/** The item to explain. */
export interface ReasonItem {
  itemId: string;
  source: CandidateSource;
  /** Broad to fine. */
  category: readonly string[];
  /** Whether a popular item is from the list of the request's region. */
  regional?: boolean;
  /** Of a list because of an item, such as a similar one: that item, with its title. */
  because?: { itemId: string; title: string };
  /** What raised its score, where the second stage ranked it. */
  claims?: ScoreClaims;
  /** Since when it is in stock again; ms since 1970. */
  backSince?: number;
  /** Of an item whose price dropped. */
  prices?: { before: number; now: number };
  /** Whether anybody bought an item that the second stage ranked. */
  sells?: boolean;
}

/** One item that the user has interacted with. Times are ms since 1970; 0: never. */
export interface KnownItem {
  itemId: string;
  title: string;
  /** Broad to fine. */
  category: readonly string[];
  /** How often it was bought. */
  purchases: number;
  lastPurchase: number;
  lastCart: number;
  /** The last interaction of any other kind. */
  lastView: number;
  /** Whether the views are of two sessions or more. */
  returned?: boolean;
}

export interface ReasonContext {
  /** Distinct items of the user, in any order. */
  history: readonly KnownItem[];
  /** When the user last bought anything; ms since 1970. */
  lastPurchase: number;
  /** Whether two items are bought together, by the sessions of many users; absent: nothing is known. */
  goesWith?: (itemId: string, knownId: string) => boolean;
  /** Whether the list has nothing but what the user bought. */
  buyAgain?: boolean;
  /** Titles of the seeds of the list, by id. */
  seeds?: ReadonlyMap<string, string>;
  /** Of the request; empty: unknown. */
  region: string;
  /** IANA name: the time zone of the dates. */
  timeZone: string;
}

const TITLE_CHARS = 80;
/** The reason if nothing in the history explains the item. */
const UNEXPLAINED = reason('PICKED', {});

/** Computed once for all items of an answer. */
interface Known extends ReasonContext {
  byId: ReadonlyMap<string, KnownItem>;
  boughtCategories: ReadonlySet<string>;
}

/**
 * For one user, a function from an item to the reason why it is shown. It is deterministic, and it names only items of
 * `history`.
 */
export function reasonWriter(context: ReasonContext): (item: ReasonItem) => Reason {
  const bought = context.history.filter(({ purchases }) => purchases > 0);
  const known: Known = {
    ...context,
    byId: new Map(context.history.map((item) => [item.itemId, item])),
    boughtCategories: new Set(bought.flatMap(({ category }) => category)),
  };
  return (item) => reasonFor(item, known);
}

/** Making one takes longer than an answer's reasons. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Writes a day of the time zone as `2017-11-03`. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  let format = dayFormats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone });
    dayFormats.set(timeZone, format);
  }
  return format;
}

function reasonFor(item: ReasonItem, known: Known): Reason {
  const { CANDIDATE_SOURCE_GOES_WITH: goesWith, CANDIDATE_SOURCE_BUY_AGAIN: buyAgain } = CandidateSource;
  if (item.because) {
    const title = short(item.because.title);
    if (item.source !== goesWith) return reason('SIMILAR_TO', { title });
    return reason('GOES_WITH', { item_id: item.because.itemId, title });
  }
  const change = changeOf(item, known);
  if (change) return change;
  const bought = known.buyAgain && ownItem(item, ['bought'], known);
  if (bought) return bought;
  if (item.claims) return reasonOfClaims(item, item.claims, known);
  if (item.source === buyAgain || known.byId.get(item.itemId)?.purchases) {
    return ownItem(item, ['bought', 'carted', 'viewed'], known) ?? UNEXPLAINED;
  }
  switch (item.source) {
    case CandidateSource.CANDIDATE_SOURCE_POPULAR:
      return popular(item.regional === true, known);
    case CandidateSource.CANDIDATE_SOURCE_TRENDING:
      return reason('TRENDING', {});
    case CandidateSource.CANDIDATE_SOURCE_NEWEST:
      return reason('NEW', {});
    case CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST:
    case CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT:
      return category(item, known.boughtCategories) ?? UNEXPLAINED;
    default:
      return UNEXPLAINED;
  }
}

/** Of a list of what changed. */
function changeOf({ source, backSince, prices }: ReasonItem, { timeZone }: Known): Reason | undefined {
  if (source === CandidateSource.CANDIDATE_SOURCE_BACK_IN_STOCK && backSince !== undefined)
    return reason('BACK_IN_STOCK', { date: dayFormat(timeZone).format(backSince) });
  if (source === CandidateSource.CANDIDATE_SOURCE_PRICE_DROPPED && prices)
    return reason('PRICE_DROPPED', { price_before: String(prices.before), price: String(prices.now) });
  return undefined;
}

/** The largest claim that can be named; else what all that is known of the user claims; else popularity. */
function reasonOfClaims(item: ReasonItem, claims: ScoreClaims, known: Known): Reason {
  for (const claim of claims) {
    const named = reasonOfClaim(item, claim, known);
    if (named) return named;
  }
  const has = (evidence: Claim['evidence']): boolean => claims.some((claim) => claim.evidence === evidence);
  return has('user') || !item.sells ? UNEXPLAINED : popular(has('region'), known);
}

/** Undefined if it names nothing. */
function reasonOfClaim(item: ReasonItem, { evidence, itemId = '' }: Claim, known: Known): Reason | undefined {
  switch (evidence) {
    case 'bought':
      return ownItem(item, ['bought', 'carted', 'viewed'], known);
    case 'seen':
      return ownItem(item, ['carted', 'viewed', 'bought'], known);
    case 'category':
      return category(item);
    case 'similar':
    case 'item':
      return otherItem(item, itemId, known);
    default:
      return undefined;
  }
}

/** What the user did with the item itself: the first of `ways` that they did. */
function ownItem(
  { itemId }: ReasonItem,
  ways: readonly ('bought' | 'carted' | 'viewed')[],
  { byId, timeZone }: Known,
): Reason | undefined {
  const own = byId.get(itemId);
  if (!own) return undefined;
  const { purchases, lastPurchase, lastCart, lastView, returned } = own;
  const times = { bought: lastPurchase, carted: lastCart, viewed: lastView };
  const way = ways.find((way) => times[way] > 0);
  if (!way) return undefined;
  const date = dayFormat(timeZone).format(times[way]);
  if (way === 'viewed') return reason(returned ? 'RETURNED' : 'VIEWED', { date });
  if (way === 'carted') return reason('CARTED', { date });
  return purchases === 1 ? reason('BOUGHT_ONCE', { date }) : reason('BOUGHT_OFTEN', { times: String(purchases), date });
}

/** Another item of the user; undefined if it has no title. Similarity alone does not make two items go together. */
function otherItem(
  { itemId }: ReasonItem,
  otherId: string,
  { byId, goesWith, lastPurchase, seeds }: Known,
): Reason | undefined {
  const seed = seeds?.get(otherId);
  if (seed) return reason('GOES_WITH', { item_id: otherId, title: short(seed) });
  const other = byId.get(otherId);
  if (!other?.title) return undefined;
  const name = { item_id: otherId, title: short(other.title) };
  if (other.purchases > 0) {
    const together = other.lastPurchase === lastPurchase && goesWith?.(itemId, otherId);
    return reason(together ? 'GOES_WITH_LAST' : 'BECAUSE_BOUGHT', name);
  }
  if (other.lastCart > 0) return reason(goesWith?.(itemId, otherId) ? 'GOES_WITH' : 'BECAUSE_CARTED', name);
  return reason(other.returned ? 'LIKE_RETURNED' : 'BECAUSE_VIEWED', name);
}

/** The finest level of the item's category, of those in `among`. */
function category(item: ReasonItem, among?: ReadonlySet<string>): Reason | undefined {
  const level = item.category.findLast((name) => name !== '' && among?.has(name) !== false);
  return level === undefined ? undefined : reason('USUAL_CATEGORY', { category: short(level) });
}

const popular = (inRegion: boolean, { region }: Known): Reason =>
  inRegion && region !== '' ? reason('POPULAR_IN_REGION', { region: short(region) }) : reason('POPULAR', {});

function short(text: string): string {
  if (text.length <= TITLE_CHARS) return text;
  const characters = [...text.slice(0, 4 * TITLE_CHARS)];
  return characters.length <= TITLE_CHARS
    ? text
    : `${characters
        .slice(0, TITLE_CHARS - 1)
        .join('')
        .trimEnd()}…`;
}
