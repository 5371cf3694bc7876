import { CatalogItem, InteractionType, regionStock } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import type { HistoryEvent, ProfileStore } from '@stars/profile-store';
import type { VectorIndex } from '@stars/vector-index';
import { PlainModel } from './plain-model.js';

const TENANT = 'default';

/** Dimensions: fruit, bread, cleaning. */
const ITEMS: readonly [id: string, title: string, category: string, price: number, vector: number[]][] = [
  ['apple', 'Apples', 'fruit', 2, [1, 0, 0]],
  ['pear', 'Pears', 'fruit', 3, [0.9, 0.1, 0]],
  ['plum', 'Plums', 'fruit', 4, [0.8, 0.2, 0]],
  ['rye', 'Rye bread', 'bread', 5, [0.1, 1, 0]],
  ['roll', 'Bread rolls', 'bread', 1, [0, 0.9, 0.1]],
  ['soap', 'Soap', 'cleaning', 2, [0, 0, 1]],
  ['bleach', 'Bleach', 'cleaning', 6, [0, 0.1, 0.9]],
];

/** Sold out everywhere but in the north. */
const NORTH_ONLY = 'pear';

const DAY_MS = 86_400_000;
const LAST_DAY = Date.UTC(2017, 10, 20, 12);

export const SEEDED = {
  /** Bought apples, then rye bread; vectors are stored. */
  fruitUser: 'fruit-lover',
  /** Bought soap; the embedder has not encoded them yet. */
  notEncoded: 'not-encoded',
  lastPurchase: LAST_DAY,
  itemIds: ITEMS.map(([itemId]) => itemId),
} as const;

export interface SeededStores {
  catalog: ItemCatalog;
  profiles: ProfileStore;
  vectors: VectorIndex;
}

/** A tiny grocery with seven items, two users and a model of width 3, in the given stores. */
export async function seedGrocery(stores: SeededStores): Promise<PlainModel> {
  const itemVectors = new Map(ITEMS.map(([itemId, , , , vector]) => [itemId, Float32Array.from(vector)]));
  const popularity = { global: ['soap', 'apple', 'rye'], byRegion: { north: ['pear', 'soap'] } };
  const model = new PlainModel('m1', itemVectors, popularity);
  await stores.catalog.upsert(catalogItems());
  await stores.vectors.createCollection(TENANT, model.version, 3);
  await stores.vectors.upsert(
    TENANT,
    model.version,
    catalogItems().map((item) => ({
      itemId: item.itemId,
      vector: itemVectors.get(item.itemId)!,
      payload: {
        brand: item.brand,
        category: item.category,
        price: item.price!,
        attributes: {},
        regions: regionStock(item),
      },
    })),
  );
  const fruitHistory = [purchase('apple', LAST_DAY - DAY_MS), purchase('rye', LAST_DAY)];
  await stores.profiles.appendEvents(TENANT, [
    { userId: SEEDED.fruitUser, events: fruitHistory },
    { userId: SEEDED.notEncoded, events: [purchase('soap', LAST_DAY)] },
  ]);
  const encoded = await model.encodeUser({ features: {}, history: fruitHistory, time: LAST_DAY });
  await stores.profiles.putVectors(TENANT, [
    { userId: SEEDED.fruitUser, vectors: { modelVersion: model.version, asOf: LAST_DAY, ...encoded } },
  ]);
  return model;
}

function catalogItems(): CatalogItem[] {
  return ITEMS.map(([itemId, title, category, price], index) => ({
    ...CatalogItem.fromPartial({ tenantId: TENANT, itemId, version: index + 1, title, brand: 'Farm', price }),
    category: ['grocery', category],
    regions: Object.fromEntries(Object.entries(regionsOf(itemId)).map(([region, inStock]) => [region, { inStock }])),
  }));
}

const regionsOf = (itemId: string): Record<string, boolean> =>
  itemId === NORTH_ONLY ? { north: true, south: false } : {};

const purchase = (itemId: string, time: number): HistoryEvent => ({
  eventId: `${itemId}-${time}`,
  itemId,
  type: InteractionType.INTERACTION_TYPE_PURCHASE,
  time,
  region: 'north',
});
