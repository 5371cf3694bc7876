import { CandidateSource } from '@stars/contracts';

/** The item to explain. */
export interface ReasonItem {
  itemId: string;
  source: CandidateSource;
  /** Broad to fine. */
  category: readonly string[];
  /** For a popular item: the region whose list it came from; absent if it is popular everywhere. */
  popularIn?: string;
  /** For a similar item: the title of the item in the request. */
  similarTo?: string;
}

/** One item that the user has interacted with. */
export interface KnownItem {
  itemId: string;
  title: string;
  /** Broad to fine. */
  category: readonly string[];
  /** How often it was bought; 0: only viewed or put into the cart. */
  purchases: number;
  /** Whether it was put into the cart. */
  carted?: boolean;
  /** The last purchase or, without one, the last addition to the cart or, without that, the last interaction; ms since 1970. */
  lastTime: number;
}

export interface ReasonContext {
  /** The user's distinct items, in any order. */
  history: readonly KnownItem[];
  /**
   * How much v_j of an item points in the direction of a history item: their inner product over the length of the latter, so that
   * history items compare. NaN if one of the two has no vector.
   */
  likeness: (itemId: string, knownId: string) => number;
  /** Whether the item is bought together with the history item, by the sessions of many users; absent: nothing is known. */
  goesWith?: (itemId: string, knownId: string) => boolean;
  /** IANA name: the time zone of the dates. */
  timeZone: string;
}

/** The names of the arguments of each code. A code never changes its meaning; the sentences are in `reason-texts`. */
export const REASON_ARGUMENTS = {
  BOUGHT_ONCE: ['date'],
  BOUGHT_OFTEN: ['times', 'date'],
  CARTED: ['date'],
  VIEWED: ['date'],
  BECAUSE_BOUGHT: ['item_id', 'title'],
  BECAUSE_CARTED: ['item_id', 'title'],
  BECAUSE_VIEWED: ['item_id', 'title'],
  GOES_WITH_LAST: ['item_id', 'title'],
  USUAL_CATEGORY: ['category'],
  SIMILAR_TO: ['title'],
  POPULAR: [],
  POPULAR_IN_REGION: ['region'],
  NEW: [],
  PICKED: [],
} as const satisfies Record<string, readonly string[]>;

export type ReasonCode = keyof typeof REASON_ARGUMENTS;

/** Why an item is shown, without the words. */
export interface Reason {
  code: ReasonCode;
  /** By name. Dates are days of the time zone, such as `2017-11-03`; titles, categories and regions are shortened. */
  arguments: Record<string, string>;
}

const reason = <C extends ReasonCode>(
  code: C,
  given: Readonly<Record<(typeof REASON_ARGUMENTS)[C][number], string>>,
): Reason => ({ code, arguments: given });

/** How many of the last items may explain next intent. */
const RECENT_ITEMS = 20;
const TITLE_CHARS = 80;
/** The reason if nothing in the history explains the item. */
const UNEXPLAINED = reason('PICKED', {});

/** Computed once for all items of an answer. */
interface Known {
  byId: ReadonlyMap<string, KnownItem>;
  boughtCategories: ReadonlySet<string>;
  lastPurchase: number;
  /** Latest first; equal times: lower item id first. */
  recent: readonly KnownItem[];
  likeness: ReasonContext['likeness'];
  goesWith: NonNullable<ReasonContext['goesWith']>;
  dateOf: (time: number) => string;
}

/**
 * For one user, a function from an item to the reason why it is shown. It is deterministic, and it names only items of
 * `history`.
 */
export function reasonWriter(context: ReasonContext): (item: ReasonItem) => Reason {
  const known = digest(context);
  return (item) => reasonFor(item, known);
}

/** The items whose vectors reasons need, latest first. */
export function recentItems(history: readonly KnownItem[]): KnownItem[] {
  return (
    history
      .filter((known) => known.title !== '')
      .sort((a, b) => b.lastTime - a.lastTime || (a.itemId < b.itemId ? -1 : 1))
      // One more than is used: the item itself may be among them.
      .slice(0, RECENT_ITEMS + 1)
  );
}

function digest({ history, likeness, goesWith = () => false, timeZone }: ReasonContext): Known {
  const bought = history.filter((known) => known.purchases > 0);
  return {
    byId: new Map(history.map((known) => [known.itemId, known])),
    boughtCategories: new Set(bought.flatMap((known) => known.category)),
    lastPurchase: bought.reduce((last, known) => Math.max(last, known.lastTime), 0),
    recent: recentItems(history),
    likeness,
    goesWith,
    dateOf: (time) => dayFormat(timeZone).format(time),
  };
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
  if (item.source === CandidateSource.CANDIDATE_SOURCE_SIMILAR && item.similarTo !== undefined) {
    return reason('SIMILAR_TO', { title: short(item.similarTo) });
  }
  const own = known.byId.get(item.itemId);
  if (own !== undefined && own.purchases > 0) {
    const date = known.dateOf(own.lastTime);
    return own.purchases === 1
      ? reason('BOUGHT_ONCE', { date })
      : reason('BOUGHT_OFTEN', { times: String(own.purchases), date });
  }
  switch (item.source) {
    case CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN:
      return own === undefined
        ? UNEXPLAINED
        : reason(own.carted ? 'CARTED' : 'VIEWED', { date: known.dateOf(own.lastTime) });
    case CandidateSource.CANDIDATE_SOURCE_POPULAR:
      return item.popularIn === undefined
        ? reason('POPULAR', {})
        : reason('POPULAR_IN_REGION', { region: short(item.popularIn) });
    case CandidateSource.CANDIDATE_SOURCE_NEWEST:
      return reason('NEW', {});
    case CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST:
      return usualCategory(item, known) ?? companion(item, known) ?? likeItem(item, known) ?? UNEXPLAINED;
    case CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT:
    case CandidateSource.CANDIDATE_SOURCE_SIMILAR:
      return (
        companion(item, known) ??
        viewedItem(item, known) ??
        usualCategory(item, known) ??
        likeItem(item, known) ??
        UNEXPLAINED
      );
    default:
      return UNEXPLAINED;
  }
}

/** The finest level of the item's category that the user has bought from. */
function usualCategory(item: ReasonItem, { boughtCategories }: Known): Reason | undefined {
  const level = item.category.findLast((name) => name !== '' && boughtCategories.has(name));
  return level === undefined ? undefined : reason('USUAL_CATEGORY', { category: short(level) });
}

/** A recent purchase that the item is bought together with, of the last basket first. Likeness alone does not make two items go together. */
function companion({ itemId }: ReasonItem, known: Known): Reason | undefined {
  const { recent, goesWith, lastPurchase } = known;
  const partners = recent.filter((each) => each.purchases > 0 && goesWith(itemId, each.itemId));
  const last = nearestOf(
    itemId,
    partners.filter(({ lastTime }) => lastTime === lastPurchase),
    known,
  );
  if (last) return reason('GOES_WITH_LAST', nameOf(last));
  const earlier = nearestOf(itemId, partners, known);
  return earlier && reason('BECAUSE_BOUGHT', nameOf(earlier));
}

/** The recent item with the most similar vector, if the user only looked at it: a hint that is fresher than a usual category. */
function viewedItem(item: ReasonItem, known: Known): Reason | undefined {
  const like = likeItem(item, known);
  return like?.code === 'BECAUSE_BOUGHT' ? undefined : like;
}

/** The recent item with the most similar vector. */
function likeItem({ itemId }: ReasonItem, known: Known): Reason | undefined {
  const nearest = nearestOf(itemId, known.recent, known);
  if (nearest === undefined) return undefined;
  const seen = nearest.carted ? 'BECAUSE_CARTED' : 'BECAUSE_VIEWED';
  return reason(nearest.purchases === 0 ? seen : 'BECAUSE_BOUGHT', nameOf(nearest));
}

/** The one with the most similar vector; ties to the earlier in the list. */
function nearestOf(itemId: string, items: readonly KnownItem[], { likeness }: Known): KnownItem | undefined {
  let nearest: KnownItem | undefined;
  // An item at a right angle or beyond explains nothing.
  let best = 0;
  for (const candidate of items) {
    if (candidate.itemId === itemId) continue;
    const alike = likeness(itemId, candidate.itemId);
    // Also skips NaN.
    if (!(alike > best)) continue;
    best = alike;
    nearest = candidate;
  }
  return nearest;
}

const nameOf = ({ itemId, title }: KnownItem) => ({ item_id: itemId, title: short(title) });

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
