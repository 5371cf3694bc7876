import {
  CatalogItem,
  type Filter,
  filterFieldsOf,
  InteractionType,
  matchesFilter,
  RecommendMode,
  type RecommendRequest,
  soldIn,
} from '@stars/contracts';
import { ContextTimeline } from '@stars/features';
import { type ServedModel, ServedSecondStage } from '@stars/inference';
import { learnedModel, tinySecondStage } from '@stars/inference/testing';
import type { HistoryEvent } from '@stars/profile-store';
import { seededRandom } from '@stars/ranking';
import { PlainModel, servedBy } from '@stars/recommending/testing';
import { payloadOf } from '@stars/vector-index';
import { newTestGateway, SEEDED, type TestGateway } from './new-test-gateway.js';

export const ITEMS = 400;
export const BUCKETS = 50;
const TIME = SEEDED.lastPurchase;

const random = seededRandom(3);
const vectorsOf = Array.from({ length: ITEMS }, () => Float32Array.from({ length: 3 }, () => random() * 2 - 1));
/** The direction of a vector, by the signs of its numbers: nearly all items near a user are of one department. */
const octant = (n: number): string => [...vectorsOf[n]!].map((x) => (x < 0 ? '-' : '+')).join('');

/** Every bucket holds 2% of the items; a tenth is sold out in the south; every sixteenth has no vector yet. */
export const items = Array.from(
  { length: ITEMS },
  (_, n): CatalogItem & { price: number; attributes: { bucket: string } } => ({
    ...CatalogItem.fromPartial({
      tenantId: 'default',
      itemId: `i${n}`,
      version: n + 1,
      title: `Item ${n}`,
      brand: 'B',
    }),
    category: [`department ${octant(n)}`, `shelf ${n % 9}`],
    price: n % 31,
    attributes: { bucket: String(n % BUCKETS) },
    regions: n % 10 === 0 ? { south: { inStock: false }, north: { inStock: true } } : {},
  }),
);
const DAY_MS = 86_400_000;
/** Of requests that name no time. */
const NOW = Date.UTC(2017, 11, 1);
/** When an item changed last: a third of them in the days after the events of users. */
const changedAt = (n: number): number => (n % 3 === 0 ? NOW - n * 2e6 : TIME - (n % 12) * DAY_MS);
const cameBack = (n: number): boolean => n % 6 < 2;
const dropped = (n: number): boolean => n % 4 < 2;
/** How an item was until then. */
const beforeChange = (item: (typeof items)[number], n: number): CatalogItem => ({
  ...item,
  version: 0,
  price: item.price + (dropped(n) ? 1 : -1),
  inStock: cameBack(n) ? false : undefined,
});

export const hasVector = (n: number): boolean => n % 16 !== 5;
export const vectors = new Map(items.map(({ itemId }, n) => [itemId, vectorsOf[n]!]));

const event = (n: number, type: InteractionType): HistoryEvent => ({
  eventId: `e${n}-${type}`,
  itemId: `i${n}`,
  type,
  time: TIME - n * 1e6,
  region: 'north',
});
const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
export const histories: Record<string, HistoryEvent[]> = {
  regular: Array.from({ length: 60 }, (_, n) => event(3 * n, n % 4 === 0 ? VIEW : PURCHASE)),
  visitor: [event(7, VIEW)],
  stranger: [],
};

/** A shop of 400 items, three users and a model that a test may change. */
export class FilteredShop {
  /** What serves. */
  model: ServedModel | undefined;

  private constructor(readonly gateway: TestGateway) {}

  static async open(): Promise<FilteredShop> {
    let shop: FilteredShop | undefined;
    const gateway = await newTestGateway({ deps: () => ({ servedModels: servedBy(() => shop?.model) }) });
    shop = new FilteredShop(gateway);
    await shop.#fill();
    return shop;
  }

  async #fill(): Promise<void> {
    const { catalog, vectors: index, profiles } = this.gateway.deps;
    const others = SEEDED.itemIds.map((itemId) => ({ itemId, version: 100 }));
    await catalog.delete('default', others);
    await index.delete('default', 'm1', SEEDED.itemIds);
    await catalog.upsert(items.map(beforeChange));
    const made = items.map((_, n) => ({ time: changedAt(n), isBackfill: false }));
    await catalog.upsert(items, made);
    const withVectors = items.filter((_, n) => hasVector(n));
    await index.upsert(
      'default',
      'm1',
      withVectors.map((item) => ({ itemId: item.itemId, vector: vectors.get(item.itemId)!, payload: payloadOf(item) })),
    );
    const known = Object.entries(histories).filter(([, events]) => events.length > 0);
    await profiles.appendEvents(
      'default',
      known.map(([userId, events]) => ({ userId, events })),
    );
  }
}

const popularity = { global: items.slice(0, 30).map(({ itemId }) => itemId), byRegion: {} };
const plain = new PlainModel('m1', vectors, popularity);
const learnedItems = items.map(({ itemId }) => itemId).sort();
const secondStage = new ServedSecondStage(learnedModel(learnedItems), tinySecondStage(ITEMS, { seed: 4 }), async () => {
  return new ContextTimeline();
});
export const MODELS: Record<string, ServedModel | undefined> = {
  plain,
  secondStage: Object.assign(Object.create(plain), { secondStage, lists: secondStage.lists }),
  none: undefined,
};

/** Items of so many of the buckets. */
export const inBuckets = (count: number): Filter => ({
  expression: {
    $case: 'in',
    value: {
      field: 'attributes.bucket',
      values: Array.from({ length: count }, (_, bucket) => String((bucket * 7) % BUCKETS)),
    },
  },
});

/** What a user bought. */
export const purchasesOf = (userId: string): string[] =>
  histories[userId]!.filter(({ type }) => type === PURCHASE).map(({ itemId }) => itemId);

/** Items that may be in the answer, by looking at each. @param bought Items that are excluded, too. */
export const eligibleIds = (
  {
    filter,
    region,
    excludeItemIds,
    candidateItemIds,
  }: Pick<RecommendRequest, 'filter' | 'region' | 'excludeItemIds' | 'candidateItemIds'>,
  bought: ReadonlySet<string>,
): string[] =>
  items
    .filter((item) => {
      if (candidateItemIds.length > 0 && !candidateItemIds.includes(item.itemId)) return false;
      const fields = filterFieldsOf(item);
      const passes = (!filter || matchesFilter(filter, fields)) && soldIn(fields.regions, region);
      return passes && !excludeItemIds.includes(item.itemId) && !bought.has(item.itemId);
    })
    .map(({ itemId }) => itemId);

type ChangesRequest = Pick<RecommendRequest, 'mode' | 'windowDays' | 'region' | 'userId'>;

/** Of the allowed items, the list of what is back in stock, or whose price dropped, by looking at each. */
export function changedIds(
  { mode, windowDays = 7, region, userId }: ChangesRequest,
  allowed: ReadonlySet<string>,
): string[] {
  const since = NOW - windowDays * DAY_MS;
  const lately = [...items.keys()].filter((n) => allowed.has(`i${n}`) && changedAt(n) >= since);
  const eventsOf = (n: number) => histories[userId]!.filter(({ itemId }) => itemId === `i${n}`);
  const lastOf = (n: number): number => Math.max(...eventsOf(n).map(({ time }) => time));
  const idsOf = (numbers: number[]): string[] => numbers.map((n) => `i${n}`);
  if (mode === RecommendMode.RECOMMEND_MODE_PRICE_DROPPED) {
    const viewed = (n: number) => eventsOf(n).some(({ type, time }) => type === VIEW && time < changedAt(n));
    return idsOf(lately.filter((n) => dropped(n) && viewed(n)).sort((a, b) => lastOf(b) - lastOf(a)));
  }
  const back = lately.filter((n) => cameBack(n) && (region !== 'south' || n % 10 !== 0));
  const own = back.filter((n) => eventsOf(n).length > 0).sort((a, b) => lastOf(b) - lastOf(a));
  const others = back.filter((n) => eventsOf(n).length === 0);
  others.sort((a, b) => changedAt(b) - changedAt(a) || (`i${a}` < `i${b}` ? -1 : 1));
  return idsOf([...own, ...others]);
}
