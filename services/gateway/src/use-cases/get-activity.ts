import { type Activity, activityWindow, readActivity } from '@stars/archive';
import {
  ActivityBucket,
  ActivityOrigin,
  type ActivityRow,
  EventCounts,
  type GetActivityRequest,
  type GetActivityResponse,
  LIMITS,
  type PlacementActivity,
  validateGetActivityRequest,
} from '@stars/contracts';
import { effectivePrice, type ItemCatalog } from '@stars/item-catalog';
import { AdmissionGate, chunks, entryOf } from '@stars/platform';
import type { GatewayDeps } from '../gateway-deps.js';

/** A count takes a core and 512 MB: one runs at a time. */
const GATE = { concurrent: 1, queued: 8 };
/** An answer stays at least so long, ms, and so many times longer than it took. */
const LEAST_KEPT_MS = 2000;
const KEPT_TIMES = 10;
const MOST_KEPT = 100;
const MOST_PLACEMENTS = 50;
const PRICES = 500;

interface Kept {
  answer: Promise<GetActivityResponse>;
  /** ms of `performance.now`. */
  until: number;
}

type ActivityDeps = Pick<GatewayDeps, 'archive' | 'bus' | 'catalog'> & { clock: () => number };

/** Counts what was shown and what came of it. Callers who ask the same within seconds share an answer. */
export class ActivityCounts {
  readonly #gate = new AdmissionGate(GATE);
  readonly #kept = new Map<string, Kept>();
  readonly #window: ReturnType<typeof activityWindow> | undefined;

  constructor(private readonly deps: ActivityDeps) {
    if (!deps.archive) this.#window = activityWindow(deps.bus, Date.now);
  }

  /** Deletes what was read of the bus. */
  close(): void {
    this.#window?.[Symbol.dispose]();
  }

  /** Errors: those of a checked request and of `readActivity`; `STARS_OVERLOADED`. */
  get(given: GetActivityRequest): Promise<GetActivityResponse> {
    const request = validateGetActivityRequest(given);
    const key = JSON.stringify(request);
    const now = performance.now();
    for (const [other, { until }] of this.#kept) if (until <= now) this.#kept.delete(other);
    const kept = this.#kept.get(key);
    if (kept) return kept.answer;
    // The work goes on if the caller leaves: who asks again finds it done.
    const answer = this.#gate.run(() => this.#count(request));
    const entry = { answer, until: Number.POSITIVE_INFINITY };
    if (this.#kept.size < MOST_KEPT) this.#kept.set(key, entry);
    answer.then(
      () => {
        const end = performance.now();
        entry.until = end + Math.max(LEAST_KEPT_MS, KEPT_TIMES * (end - now));
      },
      () => this.#kept.delete(key),
    );
    return answer;
  }

  async #count({
    tenantId: tenant,
    withinDays,
    timeZone,
    topItems,
    ...request
  }: GetActivityRequest): Promise<GetActivityResponse> {
    const { archive, catalog, clock } = this.deps;
    const asOf = clock();
    const activity = await readActivity(archive ? { archive } : { window: this.#window! }, {
      ...{ tenant, withinDays, timeZone, topItems },
      from: request.from!.getTime(),
      until: request.until?.getTime() ?? asOf,
      bucket: request.bucket === ActivityBucket.ACTIVITY_BUCKET_DAY ? 'day' : 'hour',
    });
    const placements = placementsOf(activity);
    const prices = await pricesOf(catalog, tenant, activity.events);
    return {
      rows: rowsOf(activity, new Set(placements.map(({ placement }) => placement)), prices),
      placements,
      itemsShown: Number(activity.itemsShown[0]!['n']),
      catalogItems: await catalog.count(tenant),
      withinDays,
      asOf: new Date(asOf),
      knownSince: activity.knownSince === undefined ? undefined : new Date(activity.knownSince),
    };
  }
}

/** The present prices of what was bought, as far as the catalogue has them. */
async function pricesOf(
  catalog: ItemCatalog,
  tenant: string,
  events: Activity['events'],
): Promise<Map<string, number>> {
  const items = [...new Set(events.flatMap(({ item }) => (typeof item === 'string' ? [item] : [])))];
  const prices = new Map<string, number>();
  for (const ids of chunks(items, PRICES)) {
    for (const item of await catalog.get(tenant, ids)) {
      const price = item && effectivePrice(item);
      if (price !== undefined) prices.set(item!.itemId, price);
    }
  }
  return prices;
}

function placementsOf({ answers, facets, items }: Activity): PlacementActivity[] {
  const placements = new Map<string, PlacementActivity>();
  for (const { list, n } of answers) {
    entryOf(placements, String(list), () => newPlacement(String(list))).answers += Number(n);
  }
  for (const { list, facet, name, n } of facets.toSorted((a, b) => Number(b['n']) - Number(a['n']))) {
    const { degradations, modes, modelVersions } = placements.get(String(list))!;
    const of = { degradation: degradations, mode: modes, model: modelVersions }[String(facet)]!;
    if (of.length < LIMITS.activityItems) of.push({ name: String(name), answers: Number(n) });
  }
  for (const { list, items: count, top_tenth_share: share, top_items: top } of items) {
    const placement = placements.get(String(list));
    if (!placement) continue;
    placement.items = Number(count);
    placement.topTenthShare = Number(share);
    const shown = JSON.parse(String(top)) as { item_id: string; answers: number; views: number; purchases: number }[];
    placement.topItems = shown.map(({ item_id: itemId, ...counts }) => ({ itemId, ...counts }));
  }
  const byAnswers = (a: PlacementActivity, b: PlacementActivity): number =>
    b.answers - a.answers || (a.placement < b.placement ? -1 : 1);
  return [...placements.values()].sort(byAnswers).slice(0, MOST_PLACEMENTS);
}

const newPlacement = (placement: string): PlacementActivity => ({
  ...{ placement, answers: 0, items: 0, topTenthShare: 0 },
  ...{ degradations: [], modes: [], modelVersions: [], topItems: [] },
});

const COUNT_OF = {
  view: 'views',
  add_to_cart: 'addToCarts',
  remove_from_cart: 'removalsFromCart',
  purchase: 'purchases',
  refund: 'refunds',
} as const;

function rowsOf(
  { answers, confirmed, events }: Activity,
  named: ReadonlySet<string>,
  prices: ReadonlyMap<string, number>,
): ActivityRow[] {
  const rows = new Map<string, ActivityRow>();
  const rowOf = ({ start, list }: Activity['answers'][number], name = 'DIRECT'): ActivityRow => {
    const origin = ActivityOrigin[`ACTIVITY_ORIGIN_${name}` as keyof typeof ActivityOrigin];
    const placement = named.has(String(list)) ? String(list) : '';
    return entryOf(rows, JSON.stringify([start, placement, origin]), () => ({
      ...{ start: new Date(Number(start)), placement, origin, answers: 0, confirmed: 0 },
      events: EventCounts.fromPartial({}),
    }));
  };
  for (const row of answers) rowOf(row).answers += Number(row['n']);
  for (const row of confirmed) rowOf(row).confirmed += Number(row['n']);
  for (const row of events) {
    const { type, item, n, units } = row;
    const counts = rowOf(row, String(row['origin'])).events!;
    counts[COUNT_OF[type as keyof typeof COUNT_OF]] += Number(n);
    if (type !== 'purchase') continue;
    const price = prices.get(String(item));
    counts.units += Number(units);
    if (price === undefined) counts.unitsWithoutPrice += Number(units);
    else counts.revenue += price * Number(units);
  }
  return [...rows.values()].sort(
    (a, b) =>
      a.start!.getTime() - b.start!.getTime() ||
      (a.placement < b.placement ? -1 : a.placement > b.placement ? 1 : a.origin - b.origin),
  );
}
