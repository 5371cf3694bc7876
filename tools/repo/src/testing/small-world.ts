import { hash } from 'node:crypto';
import { join } from 'node:path';
import {
  type EventClient,
  encodeModelManifest,
  eventClient,
  LIMITS,
  type RecommendationClient,
  RecommendRequest,
  RecommendResponse,
  recommendationClient,
  TOPICS,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { ModelStore } from '@stars/inference';
import { saveTinyModel } from '@stars/inference/testing';
import { chunks, createLogger } from '@stars/platform';
import { type Standalone, startStandalone } from '@stars/service-standalone';
import { tinyTextModels } from '@stars/service-standalone/testing';
import type { StackConfig } from '@stars/stack';

const DAY_MS = 86_400_000;
/** A consumer that fails retries for ever; a test must not wait for ever. */
const PATIENCE_MS = 240_000;

/** A small shop with a tiny model, served by one process on any stack. */
export class SmallWorld {
  readonly shop = syntheticShop({ users: 50, items: 60, days: 12, seed: 7, nextItemShare: 0.6, sessionsPerDay: 0.4 });
  standalone!: Standalone;
  events!: EventClient;
  #recommendations!: RecommendationClient;

  /** @param data the data folder */
  constructor(
    readonly data: string,
    private readonly stackConfig?: StackConfig,
  ) {}

  async open(): Promise<void> {
    this.standalone = await startStandalone({
      dataDir: this.data,
      listen: { grpcPort: 0, httpPort: 0 },
      logger: createLogger('standalone', { level: 'silent' }),
      openTextModels: tinyTextModels,
      ...(this.stackConfig && { stackConfig: this.stackConfig }),
    });
    const address = `127.0.0.1:${this.standalone.ports!.grpcPort}`;
    this.events = eventClient(address);
    this.#recommendations = recommendationClient(address);
    await this.standalone.startUp({ signal: AbortSignal.timeout(PATIENCE_MS) });
    await this.drain();
  }

  async close(): Promise<void> {
    this.events.close();
    this.#recommendations.close();
    await this.standalone.close();
  }

  drain(): Promise<void> {
    return this.standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(PATIENCE_MS) });
  }

  /** Sends items, users and all events, and lets a model serve. Then it starts again, so that answers are those of a start. */
  async fill(): Promise<void> {
    const { items, users, events, context } = this.shop;
    await this.events.upsertItems({ items });
    await this.events.upsertUsers({ users });
    await this.events.setContext({ signals: context });
    for (const interactions of chunks(events, LIMITS.trackEvents))
      await this.events.track({ interactions, impressions: [] });
    await this.drain();
    const ids = items.map(({ itemId }) => itemId);
    const store = new ModelStore(join(this.data, 'models'));
    const manifest = await saveTinyModel(store, 'v1', ids);
    await this.standalone.stack.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
    await this.drain();
    await this.close();
    await this.open();
  }

  /** Hashes of the bytes of answers, without what differs after any restart: the id, and when the process read the catalogue. */
  async answers(count: number): Promise<string[]> {
    const { users, events } = this.shop;
    const end = events.at(-1)!.time!.getTime();
    const all: string[] = [];
    for (let n = 0; n < count; n++) {
      const { userId } = users[n % users.length]!;
      const time = new Date(end + (1 + Math.floor(n / users.length)) * DAY_MS);
      const answer = await this.#recommendations.recommend(RecommendRequest.fromPartial({ userId, k: 10, time }));
      if (answer.items.length !== 10) throw new Error(`${answer.items.length} items for ${userId}, not 10`);
      const shown = { ...answer, recommendationId: '', catalogTime: undefined };
      all.push(hash('sha256', RecommendResponse.encode(shown).finish()));
    }
    return all;
  }
}
