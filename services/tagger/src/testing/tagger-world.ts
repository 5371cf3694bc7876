import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CatalogItem, deadLetterTopic, decodeMessage, type ItemFeatures, TOPICS } from '@stars/contracts';
import {
  type BusMessage,
  CATALOG_INDEXER_GROUPS,
  DEAD_LETTER_HEADERS,
  type EventBus,
  type OutgoingMessage,
  SqliteEventBus,
  type Subscription,
} from '@stars/event-bus';
import { SqliteItemCatalog } from '@stars/item-catalog';
import { createLogger, createMetrics } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import { TextCache, type TextEmbedder } from '@stars/text';
import { TaggerModule } from '../tagger.module.js';
import type { TaggerDeps } from '../tagger-deps.js';

/** A message that the tagger gave up. */
export interface DeadLetter {
  itemKey: string;
  code: string;
  reason: string;
  attempt: number;
}

/** Remembers all features that are published on the bus, also those that a compacted topic no longer has. */
function watchFeatures(bus: EventBus): ItemFeatures[] {
  const published: ItemFeatures[] = [];
  const publish = bus.publish.bind(bus);
  bus.publish = async (topic: string, messages: readonly OutgoingMessage[]) => {
    const result = await publish(topic, messages);
    if (topic !== TOPICS.itemFeatures) return result;
    published.push(...messages.map(({ value }) => decodeMessage(TOPICS.itemFeatures, value)));
    return result;
  };
  return published;
}

/** The tagger's module on a separate bus and catalogue, with the models of a test. */
export class TaggerWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'stars-tagger-'));
  readonly #db = openDatabase(join(this.folder, 'stars.db'));
  readonly bus: EventBus;
  /** Features in the order in which they came. */
  readonly published: ItemFeatures[];
  readonly catalog = new SqliteItemCatalog(this.#db);
  readonly metrics = createMetrics('tagger', { processMetrics: false });
  cache = TextCache.open(join(this.folder, 'cache', 'text.db'));
  #app: INestApplicationContext | undefined;

  /** @param bus default: one on a file */
  constructor(bus?: EventBus) {
    this.bus = bus ?? new SqliteEventBus(this.#db, { pollMs: 5, backOff: { firstMs: 5, mostMs: 50 } });
    this.published = watchFeatures(this.bus);
  }

  /** Starts the tagger. A running one is stopped first and loses its memory. */
  async start(deps: Pick<TaggerDeps, 'models'> & Partial<TaggerDeps>): Promise<void> {
    await this.stop();
    const { bus, catalog, metrics, cache } = this;
    const logger = createLogger('test', { level: 'silent' });
    const all = { bus, catalog, cache, metrics, logger, retryDelaysMs: [50, 100], ...deps };
    this.#app = await NestFactory.createApplicationContext(TaggerModule.register(all), {
      logger: false,
      abortOnError: false,
    });
  }

  async stop(): Promise<void> {
    await this.#app?.close();
    this.#app = undefined;
  }

  /** The items as the catalogue's indexer would have stored them. */
  async index(items: readonly CatalogItem[]): Promise<void> {
    await this.catalog.upsert(items);
  }

  /** Stores and returns the features published so far, as the embedder would, and forgets them. */
  async storeFeatures(): Promise<ItemFeatures[]> {
    const features = this.published.splice(0);
    await this.catalog.putFeatures(features);
    return features;
  }

  /** A stand-in of the catalogue's indexer for its lag: it handles everything at once, and stores nothing. */
  async startIndexer(): Promise<{ close(): Promise<void> }> {
    const consume = (group: string): Promise<Subscription> =>
      this.bus.consume({ group, topics: [TOPICS.catalog], handler: async () => {} });
    const subscriptions = await Promise.all(Object.values(CATALOG_INDEXER_GROUPS).map(consume));
    return { close: async () => void (await Promise.all(subscriptions.map((each) => each.close()))) };
  }

  async readAll(topic: string): Promise<BusMessage[]> {
    const all: BusMessage[] = [];
    for await (const batch of this.bus.read({ topic })) all.push(...batch);
    return all;
  }

  async deadLetters(topic: string = TOPICS.catalog): Promise<DeadLetter[]> {
    return (await this.readAll(deadLetterTopic(topic))).map(({ key, headers }) => ({
      itemKey: key,
      code: headers[DEAD_LETTER_HEADERS.code]!,
      reason: headers[DEAD_LETTER_HEADERS.reason]!,
      attempt: Number(headers[DEAD_LETTER_HEADERS.attempt]),
    }));
  }

  async close(): Promise<void> {
    await this.stop();
    await this.bus.close();
    this.cache.close();
    this.#db.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const item = (itemId: string, title: string, more: Partial<CatalogItem> = {}): CatalogItem =>
  CatalogItem.fromPartial({ tenantId: 'default', itemId, title, version: 1, category: ['Food'], ...more });

/** An embedder of two dimensions, from a text's length; counts its calls. */
export function lengthEmbedder(): TextEmbedder & { embedded: string[] } {
  const embedded: string[] = [];
  return {
    name: 'length@1',
    embedded,
    embed: async (texts) => {
      embedded.push(...texts);
      return texts.map((text) => Float32Array.of(1 / text.length, 1));
    },
  };
}
