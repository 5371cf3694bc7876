import { type CatalogItem, regionStock, regionTerm, SOLD_EVERYWHERE } from '@stars/contracts';

/** When a change was made. */
export interface ChangeTime {
  /** ms since 1970. */
  time: number;
  /** It only says how things are, such as an import: it makes no price drop and no return to stock. */
  isBackfill: boolean;
}

/** What changed of an item lately. Times are ms since 1970. */
export interface RecentChanges {
  /** Since when it is in stock again, by `regionTerm`, `SOLD_EVERYWHERE` or `IN_STOCK_ANYWHERE`. Other places are not there. */
  backSince: Readonly<Record<string, number>>;
  /** Absent where the price did not drop, or rose since. */
  drop?: PriceDrop;
}

export interface PriceDrop {
  /** The lowest price of the 30 days before the drop. */
  before: number;
  time: number;
}

/** What is kept of an item to know its next change, as JSON. */
export interface ChangeRecord extends RecentChanges {
  /** Of the last change that is in it. */
  time: number;
  version: number;
  /** Earlier prices of the last 30 days and until when each held: the later, the higher, for no other one can be the lowest. */
  lows: readonly (readonly [until: number, price: number])[];
}

/** The place of an item that is in stock in any region. */
export const IN_STOCK_ANYWHERE = 'anywhere';

const DAY_MS = 86_400_000;
/** The prior price of the EU's directive on price indications (98/6/EC, article 6a). */
const PRIOR_PRICE_MS = 30 * DAY_MS;
/** The longest window that a list may ask for. */
const KEPT_MS = 91 * DAY_MS;
/** Places of one item, the latest: Elasticsearch bounds what is nested in a document. */
const MOST_PLACES = 1_000;

/** What a buyer pays. */
export const effectivePrice = ({ price, salePrice }: Pick<CatalogItem, 'price' | 'salePrice'>): number | undefined =>
  salePrice ?? price;

/** The places whose return to stock counts for a region; "": any. */
export const placesOf = (region: string): string[] =>
  region === '' ? [IN_STOCK_ANYWHERE] : [regionTerm(region), SOLD_EVERYWHERE];

/** Since when an item is in stock again in a region, or in any (""). Undefined: it was never out, or it is. */
export function backSince({ backSince: since }: RecentChanges, region: string): number | undefined {
  const times = placesOf(region).flatMap((place) => since[place] ?? []);
  return times.length > 0 ? Math.max(...times) : undefined;
}

/**
 * The record after an item changed. A change that came before is left as it was counted.
 * @param before Undefined: it is new, and nothing of it changed
 */
export function recordAfter(
  known: ChangeRecord | undefined,
  before: CatalogItem | undefined,
  after: CatalogItem,
  change: ChangeTime,
): ChangeRecord | undefined {
  if (!before) return undefined;
  if (known && change.time < known.time && after.version <= known.version) return known;
  // Clocks of several gateways differ.
  const made = { ...change, time: Math.max(change.time, known?.time ?? 0) };
  const { drop: _, ...rest } = known ?? { lows: [], backSince: {} };
  const prices = pricesAfter(known, effectivePrice(before), effectivePrice(after), made);
  const record = { ...rest, ...prices, backSince: placesAfter(known?.backSince ?? {}, before, after, made) };
  const isEmpty = record.lows.length === 0 && Object.keys(record.backSince).length === 0;
  return isEmpty ? undefined : { ...record, time: made.time, version: after.version };
}

/** A rise ends a drop; one that a backfill brings counts, a drop does not. */
function pricesAfter(
  known: ChangeRecord | undefined,
  before: number | undefined,
  after: number | undefined,
  { time, isBackfill }: ChangeTime,
): Pick<ChangeRecord, 'lows' | 'drop'> {
  const recent = (known?.lows ?? []).filter(([until]) => until > time - PRIOR_PRICE_MS);
  const kept = known?.drop ? { drop: known.drop } : {};
  if (before === undefined || before === after) return { lows: recent, ...kept };
  const lows = withLow(recent, time, before);
  if (after === undefined || after > before) return { lows };
  const lowest = lows[0]![1];
  if (isBackfill) return { lows, ...kept };
  return after < lowest ? { lows, drop: { before: lowest, time } } : { lows };
}

/** Of one day, the lowest price is kept: a record has 30 at most. */
function withLow(lows: ChangeRecord['lows'], until: number, price: number): ChangeRecord['lows'] {
  const lower = lows.filter(([, low]) => low < price);
  const last = lower.at(-1);
  if (last && Math.floor(last[0] / DAY_MS) === Math.floor(until / DAY_MS))
    return [...lower.slice(0, -1), [until, last[1]]];
  return [...lower, [until, price]];
}

function placesAfter(
  known: RecentChanges['backSince'],
  before: CatalogItem,
  after: CatalogItem,
  { time, isBackfill }: ChangeTime,
): RecentChanges['backSince'] {
  const [was, now] = [regionStock(before), regionStock(after)];
  if (now[''] === false) return {};
  const { '': _, ...named } = now;
  const everywhere = Object.keys(named).length === 0 ? [['', SOLD_EVERYWHERE] as const] : [];
  const inStock = Object.keys(named).filter((region) => named[region]);
  const places = [['', IN_STOCK_ANYWHERE] as const, ...everywhere];
  const since = [...places, ...inStock.map((region) => [region, regionTerm(region)] as const)].flatMap(
    ([region, place]): [string, number][] => {
      const wasOut = was[''] === false || was[region] === false;
      const at = wasOut ? (isBackfill ? undefined : time) : known[place];
      return at === undefined || at < time - KEPT_MS ? [] : [[place, at]];
    },
  );
  return Object.fromEntries(since.sort(([, a], [, b]) => b - a).slice(0, MOST_PLACES));
}
