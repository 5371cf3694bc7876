import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  CatalogItem,
  decodeMessage,
  type EncodedMessage,
  encodeInteraction,
  encodeItemFeatures,
  encodeModelManifest,
  encodeServeRequest,
  Interaction,
  InteractionType,
  type RecommendationClient,
  RecommendMode,
  RecommendRequest,
  type RecommendResponse,
  recommendationClient,
  type ServeRequest,
  TOPICS,
  type Topic,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { drainGroups, groupsOf } from '@stars/event-bus';
import { ContextFollower, ModelStore, ServedModels } from '@stars/inference';
import { saveTinyModel, tinyFeatures } from '@stars/inference/testing';
import { createLogger, createMetrics, HealthRegistry } from '@stars/platform';
import { replacing } from '@stars/platform/testing';
import { EmbedderModule } from '@stars/service-embedder';
import { ApiServers, type RunningGateway, startGateway } from '@stars/service-gateway';
import { openEmbeddedStack, type Stack } from '@stars/stack';
import { beforeEachCall } from './before-each-call.js';
import { watchedPorts, widthOf } from './watched-ports.js';

export const USERS = ['u1', 'u2', 'u3', 'u4'];
export const ITEMS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const TENANT = 'default';
const START = Date.parse('2024-01-01T00:00:00Z');

/**
 * A gateway and a separate embedder over the embedded stores, so that either can be away. The vectors of every version have
 * a different width: if a vector of one version meets one of another, it does not fit, and is counted.
 */
export class VersionWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'stars-versions-'));
  readonly stack: Stack = openEmbeddedStack(this.folder);
  readonly models = new ModelStore(join(this.folder, 'models'));
  readonly served: ServedModels;
  /** Vectors that met another version's, in words. */
  readonly mixed: string[] = [];
  readonly #onMixed = (where: string): void => void this.mixed.push(where);
  /** Versions of the searches since the last `searched`. */
  #searched = new Set<string>();
  #gateway: RunningGateway | undefined;
  #client: RecommendationClient | undefined;
  #embedder: INestApplicationContext | undefined;
  /** Calls of its ports that the embedder makes before it dies. */
  #fuse = Number.POSITIVE_INFINITY;
  #versions = 0;
  #events = 0;

  constructor(pollMs = 20) {
    const { bus, catalog } = this.stack;
    this.served = new ServedModels({
      bus,
      models: this.models,
      features: (tenant, ids) => catalog.getFeatures(tenant, ids),
      context: new ContextFollower(bus),
      onError: () => undefined,
      pollMs,
    });
  }

  async open(): Promise<void> {
    for (const itemId of ITEMS) await this.putItem(itemId, 1);
    for (const userId of USERS) await this.track(userId, 'a');
    await this.served.start();
    const deps = {
      ...watchedPorts(this.stack, { onMixed: this.#onMixed, onSearch: (version) => this.#searched.add(version) }),
      servedModels: this.served,
      logger: createLogger('gateway', { level: 'silent' }),
      metrics: createMetrics('gateway', { processMetrics: false }),
      health: new HealthRegistry(),
      clock: () => START,
    };
    this.#gateway = await startGateway(deps, await ApiServers.open({ grpcPort: 0, httpPort: 0 }, deps));
    this.#client = recommendationClient(`127.0.0.1:${this.#gateway.grpcPort}`);
    await this.startEmbedder();
  }

  async close(): Promise<void> {
    this.#client?.close();
    await this.#gateway?.close();
    await this.crash();
    this.served.close();
    await this.stack.close();
    rmSync(this.folder, { recursive: true });
  }

  /** If none runs, or one that will die. */
  async startEmbedder(): Promise<void> {
    if (this.#embedder && this.#fuse === Number.POSITIVE_INFINITY) return;
    await this.crash();
    this.#fuse = Number.POSITIVE_INFINITY;
    const { bus, ...stores } = watchedPorts(this.stack, { onMixed: this.#onMixed });
    const mortal = <T extends object>(port: T): T => beforeEachCall(port, () => this.#burn());
    const module = EmbedderModule.register({
      // Reading a topic needs no store; a dead process publishes nothing.
      bus: replacing(bus, {
        publish: (topic, messages) => {
          this.#burn();
          return bus.publish(topic, messages);
        },
      }),
      profiles: mortal(stores.profiles),
      catalog: mortal(stores.catalog),
      vectors: mortal(stores.vectors),
      context: new ContextFollower(this.stack.bus),
      batchEveryMs: 0,
      models: this.models,
      logger: createLogger('embedder', { level: 'silent' }),
      metrics: createMetrics('embedder', { processMetrics: false }),
    });
    this.#embedder = await NestFactory.createApplicationContext(module, { logger: false });
  }

  /** After so many calls, the embedder reaches no store: its current work stays half done. */
  dieAfter(calls: number): void {
    this.#fuse = calls;
  }

  /** Ends it in the middle of its work. */
  async crash(): Promise<void> {
    this.#fuse = 0;
    await this.#embedder?.close();
    this.#embedder = undefined;
  }

  /** Resolves once the embedder has handled everything. */
  async settle(): Promise<void> {
    await drainGroups(this.stack.bus, groupsOf('embedder'), { pollMs: 5, signal: AbortSignal.timeout(30_000) });
    await this.served.refresh();
  }

  /** Pretends to train one more version, and announces it. */
  async announce(): Promise<string> {
    const seed = ++this.#versions;
    const version = `v${seed}`;
    const manifest = await saveTinyModel(this.models, version, ITEMS, {
      seed,
      parts: { servingWidth: widthOf(version) },
    });
    await this.publish(TOPICS.models, encodeModelManifest(manifest));
    return version;
  }

  async ask(target: NonNullable<ServeRequest['target']>): Promise<void> {
    const requestId = `request-${this.#events++}`;
    const request = { tenantId: TENANT, requestId, time: new Date(), target, force: false };
    await this.publish(TOPICS.serveRequests, encodeServeRequest(request));
  }

  track(userId: string, itemId: string): Promise<unknown> {
    const event = Interaction.fromPartial({
      eventId: `event-${this.#events}`,
      userId,
      itemId,
      type: InteractionType.INTERACTION_TYPE_PURCHASE,
      time: new Date(START + this.#events++ * 3_600_000),
    });
    return this.publish(TOPICS.interactions, encodeInteraction(event));
  }

  /** The catalogue has it at once; its features come through the bus. */
  async putItem(itemId: string, version: number): Promise<void> {
    await this.stack.catalog.upsert([CatalogItem.fromPartial({ tenantId: TENANT, itemId, title: itemId, version })]);
    const features = tinyFeatures(itemId, { itemVersion: version, text: `${itemId} ${version}` });
    await this.publish(TOPICS.itemFeatures, encodeItemFeatures(features));
  }

  async deleteItem(itemId: string, version: number): Promise<void> {
    await this.stack.catalog.delete(TENANT, [{ itemId, version }]);
    const features = tinyFeatures(itemId, { itemVersion: version, deleted: true });
    await this.publish(TOPICS.itemFeatures, encodeItemFeatures(features));
  }

  recommend(userId: string): Promise<RecommendResponse> {
    const mode = RecommendMode.RECOMMEND_MODE_NEXT_INTENT;
    return this.#client!.recommend(RecommendRequest.fromPartial({ userId, k: 3, mode }));
  }

  /** Versions that were searched since the last call. */
  searched(): string[] {
    const versions = [...this.#searched];
    this.#searched = new Set();
    return versions;
  }

  /** Versions in the order in which they began to serve. */
  async switches(): Promise<string[]> {
    const versions: string[] = [];
    for await (const batch of this.stack.bus.read({ topic: TOPICS.rollOuts })) {
      for (const { value } of batch) {
        const { outcome, version } = decodeMessage(TOPICS.rollOuts, value);
        if (outcome === 'served') versions.push(version);
      }
    }
    return versions;
  }

  publish(topic: Topic, message: EncodedMessage) {
    return this.stack.bus.publish(topic, [message]);
  }

  #burn(): void {
    if (--this.#fuse < 0) throw new StarsError('STARS_UNAVAILABLE', 'the process is dead');
  }
}
