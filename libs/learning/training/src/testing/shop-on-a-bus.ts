import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CatalogItem,
  type ContextSignal,
  encodeContextSignal,
  encodeInteraction,
  encodeItemFeatures,
  encodeUserUpsert,
  type ItemFeatures,
  TOPICS,
} from '@stars/contracts';
import { type SyntheticShop, type SyntheticShopOptions, syntheticShop } from '@stars/datasets/testing';
import { SqliteEventBus } from '@stars/event-bus';
import { hash32 } from '@stars/features';
import { createRandom, fillNormal } from '@stars/model';
import { openDatabase } from '@stars/sqlite';

export interface ShopOnABus {
  shop: SyntheticShop;
  bus: SqliteEventBus;
  dataDir: string;
  features: ItemFeatures[];
  close(): Promise<void>;
}

const WIDTH = 24;

/** What a tagger would say: items of one category lie close together. */
function featuresOf(item: CatalogItem): ItemFeatures {
  const of = (text: string, scale: number): Float32Array =>
    fillNormal(createRandom(hash32(text)), new Float32Array(WIDTH), scale);
  const vector = of(item.category.join('/'), 1);
  of(item.itemId, 0.5).forEach((x, i) => {
    vector[i]! += x;
  });
  const length = Math.hypot(...vector);
  return {
    tenantId: 'default',
    itemId: item.itemId,
    itemVersion: item.version,
    textHash: hash32(item.title).toString(16).padStart(64, '0'),
    embedding: new Uint8Array(vector.map((x) => x / length).buffer),
    embeddingModel: 'test',
    tags: [`category:${item.category.at(-1)}`],
    tagVocabularyVersion: 'test',
    tagger: 'test',
    category: item.category,
    deleted: false,
  };
}

/** A synthetic shop's data on a real bus in a folder of its own. @param isPublished Which signals are on it; default: all. */
export async function shopOnABus(
  options: SyntheticShopOptions,
  isPublished: (signal: ContextSignal) => boolean = () => true,
): Promise<ShopOnABus> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stars-trainer-'));
  const database = openDatabase(join(dataDir, 'stars.db'));
  const bus = new SqliteEventBus(database);
  const shop = syntheticShop(options);
  const features = shop.items.map(featuresOf);
  await bus.publish(
    TOPICS.itemFeatures,
    features.map((item) => encodeItemFeatures(item)),
  );
  await bus.publish(
    TOPICS.users,
    shop.users.map((user) => encodeUserUpsert(user)),
  );
  await bus.publish(
    TOPICS.context,
    shop.context.filter(isPublished).map((signal) => encodeContextSignal(signal)),
  );
  await bus.publish(
    TOPICS.interactions,
    shop.events.map((event) => encodeInteraction(event)),
  );
  return {
    shop,
    bus,
    dataDir,
    features,
    close: async () => {
      await bus.close();
      database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
