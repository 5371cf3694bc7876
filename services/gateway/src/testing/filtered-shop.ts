import {
  CatalogItem,
  type Filter,
  filterFieldsOf,
  InteractionType,
  matchesFilter,
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
    await catalog.upsert(items);
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
