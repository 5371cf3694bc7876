import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import {
  CatalogItem,
  deadLetterTopic,
  decodeMessage,
  type EncodedMessage,
  encodeCatalogDelete,
  encodeCatalogUpsert,
  encodeInteraction,
  encodeItemFeatures,
  encodeModelManifest,
  encodeServeRequest,
  encodeUserDelete,
  encodeUserUpsert,
  Interaction,
  InteractionType,
  type ModelManifest,
  type RollOut,
  type ServeRequest,
  TOPICS,
  type Topic,
} from '@stars/contracts';
import {
  AwaitedPositions,
  type BusMessage,
  type EventBus,
  groupsOf,
  SqliteEventBus,
  type Subscription,
} from '@stars/event-bus';
import { ContextFollower, ModelStore } from '@stars/inference';
import { saveTinyModel, tinyFeatures } from '@stars/inference/testing';
import { SqliteItemCatalog } from '@stars/item-catalog';
import { createLogger, createMetrics } from '@stars/platform';
import { SqliteProfileStore, type UserVectors } from '@stars/profile-store';
import { type Database, openDatabase } from '@stars/sqlite';
import { EmbeddedVectorIndex } from '@stars/vector-index';
import { EmbedderModule } from '../embedder.module.js';
import type { EmbedderDeps } from '../embedder-deps.js';
import { startIndexer } from './start-indexer.js';

export const TENANT = 'default';
export const ITEMS = ['a', 'b', 'c', 'd', 'e', 'f'];
const HOUR = 3_600_000;
const START = Date.parse('2024-01-01T00:00:00Z');

/** The embedder over embedded stores in a separate folder, with the messages of a tagger, a trainer and a shop. */
export class EmbedderWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'stars-embedder-'));
  readonly database: Database = openDatabase(join(this.folder, 'stars.db'));
  readonly bus: EventBus;
  readonly profiles = new SqliteProfileStore(this.database);
  readonly catalog = new SqliteItemCatalog(this.database);
  readonly vectors = EmbeddedVectorIndex.open(join(this.folder, 'stars.db'), { visibilityMs: 0 });
  readonly models = new ModelStore(join(this.folder, 'models'));
  #apps: Awaited<ReturnType<typeof NestFactory.createApplicationContext>>[] = [];
  #indexer: Subscription[] = [];
  #clock = Date.parse('2024-06-01T00:00:00Z');
  #events = 0;

  /** @param bus Default: one in the same file as the stores. Closed with the rest. */
  constructor(bus?: EventBus) {
    this.bus = bus ?? new SqliteEventBus(this.database, { pollMs: 5, backOff: { firstMs: 5, mostMs: 20 } });
  }

  /** With an indexer and all items; `u` has bought `a`, and `v` has bought `b`. */
  static async withTwoUsers(): Promise<EmbedderWorld> {
    const world = new EmbedderWorld();
    await world.startIndexer();
    await world.publishItems();
    await world.publish(TOPICS.interactions, world.event('u', 'a', 1), world.event('v', 'b', 2));
    return world;
  }

  /**
   * Starts one more embedder, which shares the work. Returns what stops it.
   * @param replaced ports in place of the real ones
   */
  async start(replaced: Partial<EmbedderDeps> = {}): Promise<() => Promise<void>> {
    const deps: EmbedderDeps = {
      bus: this.bus,
      profiles: this.profiles,
      catalog: this.catalog,
      vectors: this.vectors,
      context: new ContextFollower(this.bus),
      models: this.models,
      logger: createLogger('embedder', { level: 'silent' }),
      metrics: createMetrics('embedder', { processMetrics: false }),
      batchEveryMs: 0,
      clock: () => this.#clock++,
      ...replaced,
    };
    const app = await NestFactory.createApplicationContext(EmbedderModule.register(deps), { logger: false });
    this.#apps.push(app);
    return async () => {
      this.#apps.splice(this.#apps.indexOf(app), 1);
      await app.close();
    };
  }

  async stop(): Promise<void> {
    for (const app of this.#apps.splice(0)) await app.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.bus.close();
    await this.vectors.close();
    this.database.close();
    rmSync(this.folder, { recursive: true });
  }

  /** The part of the catalogue service that the embedder sees. */
  async startIndexer(lanes: 'live' | 'all' = 'all'): Promise<void> {
    this.#indexer = await startIndexer(this.bus, this.catalog, lanes);
  }

  async stopIndexer(): Promise<void> {
    for (const subscription of this.#indexer.splice(0)) await subscription.close();
  }

  /** Resolves once everything published is handled. */
  async drain(): Promise<void> {
    const awaited = await AwaitedPositions.since(this.bus, groupsOf('embedder'));
    for (let tries = 0; tries < 2000; tries++) {
      if ((await awaited.left()).total === 0) return;
      await wait(5);
    }
    throw new Error('the embedder does not come to an end');
  }

  publish(topic: Topic, ...messages: EncodedMessage[]) {
    return this.bus.publish(topic, messages);
  }

  /** Bytes that are not a message of any topic. */
  garbage(topic: Topic) {
    return this.bus.publish(topic, [{ key: 'x', id: `garbage-${this.#events++}`, value: Uint8Array.of(0xff, 0xff) }]);
  }

  publishItem(itemId: string, version = 1) {
    const item = CatalogItem.fromPartial({
      tenantId: TENANT,
      itemId,
      title: itemId,
      version,
      brand: `brand-${version}`,
    });
    return this.publish(TOPICS.catalog, encodeCatalogUpsert(item));
  }

  publishItemDelete(itemId: string, version: number) {
    return this.publish(TOPICS.catalog, encodeCatalogDelete({ tenantId: TENANT, itemId, version }));
  }

  publishFeatures(itemId: string, part: Parameters<typeof tinyFeatures>[1] = {}) {
    return this.publish(TOPICS.itemFeatures, encodeItemFeatures(tinyFeatures(itemId, part)));
  }

  async publishItems(itemIds: readonly string[] = ITEMS): Promise<void> {
    for (const id of itemIds) {
      await this.publishItem(id);
      await this.publishFeatures(id);
    }
  }

  event(userId: string, itemId: string, hours: number, eventId = `event-${this.#events++}`): EncodedMessage {
    return encodeInteraction(
      Interaction.fromPartial({
        tenantId: TENANT,
        eventId,
        userId,
        itemId,
        type: InteractionType.INTERACTION_TYPE_PURCHASE,
        time: new Date(START + hours * HOUR),
        region: 'north',
      }),
    );
  }

  user(userId: string, version: number, features: Record<string, number | string>): EncodedMessage {
    return encodeUserUpsert({ tenantId: TENANT, userId, version, features });
  }

  forget(userId: string, hours: number): EncodedMessage {
    return encodeUserDelete({ tenantId: TENANT, userId, time: new Date(START + hours * HOUR) });
  }

  /** Saves and announces a tiny model, as the trainer does. The same seed gives the same model. */
  async publishModel(
    version: string,
    seed = 1,
    damage: (folder: string) => void = () => undefined,
    part: Partial<ModelManifest> = {},
  ): Promise<void> {
    const manifest = await saveTinyModel(this.models, version, ITEMS, { seed, manifest: part });
    damage(this.models.pathOf(version));
    await this.publish(TOPICS.models, encodeModelManifest(manifest));
  }

  /** Asks for a version to serve, as `./stars models` does. Returns the request's id. */
  async ask(target: NonNullable<ServeRequest['target']>, force = false): Promise<string> {
    const requestId = `request-${this.#events++}`;
    const request = { tenantId: TENANT, requestId, time: new Date(this.#clock++), target, force };
    await this.publish(TOPICS.serveRequests, encodeServeRequest(request));
    return requestId;
  }

  /** Puts the embedders' clock forward. */
  pass(ms: number): void {
    this.#clock += ms;
  }

  /** Steps of roll-outs, in order. */
  async rollOuts(): Promise<RollOut[]> {
    const steps: RollOut[] = [];
    for await (const batch of this.bus.read({ topic: TOPICS.rollOuts })) {
      for (const { value } of batch) steps.push(decodeMessage(TOPICS.rollOuts, value));
    }
    return steps;
  }

  async servedVersions(): Promise<string[]> {
    const versions: string[] = [];
    for await (const batch of this.bus.read({ topic: TOPICS.servedModels })) {
      for (const { id } of batch) versions.push(id.split('/')[1]!.split('@')[0]!);
    }
    return versions;
  }

  async deadLetters(topic: Topic): Promise<BusMessage[]> {
    const letters: BusMessage[] = [];
    for await (const batch of this.bus.read({ topic: deadLetterTopic(topic) })) letters.push(...batch);
    return letters;
  }

  async userVectors(userId: string, version: string): Promise<UserVectors | undefined> {
    const [profile] = await this.profiles.get(TENANT, [userId]);
    return profile?.vectors.find(({ modelVersion }) => modelVersion === version);
  }

  async itemVector(itemId: string, version: string): Promise<Float32Array | undefined> {
    return (await this.vectors.getVectors(TENANT, version, [itemId]))[0];
  }
}
