import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EventClient,
  encodeServedModel,
  eventClient,
  PopularItemsRequest,
  type RecommendationClient,
  RecommendRequest,
  recommendationClient,
  ServedModel,
  TOPICS,
} from '@stars/contracts';
import { type EventBus, openKafkaEventBus } from '@stars/event-bus';
import { createLogger } from '@stars/platform';
import { openRedisProfileStore } from '@stars/profile-store';
import { type RunningServer, startRedis } from '@stars/servers';
import { type Standalone, startStandalone } from '@stars/service-standalone';
import { plainTextModels } from '@stars/service-standalone/testing';
import { type OpenStackOptions, openEmbeddedStack, type Stack } from '@stars/stack';
import { SHOP } from './running-system.js';
import { ScrapedProcesses } from './scraped-process.js';

const logger = createLogger('observability', { level: 'silent' });
const CONTROL_KEYS = 'key-of-the-shop-'.repeat(2);

/**
 * A gateway on Kafka and a Redis of its own, with catalogue and vectors of another system. No embedder runs, and the model is not in
 * its registry yet.
 */
export class SystemWithoutEmbedder {
  /** Beside the standalone. */
  readonly others = new ScrapedProcesses();

  private constructor(
    readonly dataDir: string,
    private readonly model: { version: string; dataDir: string },
    readonly redis: RunningServer,
    readonly standalone: Standalone,
    /** Without a key: of whoever may write to Kafka. */
    readonly stranger: EventBus,
    readonly events: EventClient,
    readonly recommendations: RecommendationClient,
  ) {}

  /**
   * @param kafka Address of a broker.
   * @param model What serves in the other system, whose data folder has it.
   */
  static async start(kafka: string, model: { version: string; dataDir: string }): Promise<SystemWithoutEmbedder> {
    const dataDir = mkdtempSync(join(tmpdir(), 'stars-observability-'));
    const redis = await startRedis();
    const place = { brokers: [kafka], prefix: `without-embedder-${process.pid}`, partitions: 1 };
    const openStack = async (_: unknown, { metrics }: OpenStackOptions): Promise<Stack> => {
      const embedded = openEmbeddedStack(model.dataDir);
      const bus = await openKafkaEventBus({ ...place, controlKeys: CONTROL_KEYS, ...(metrics && { metrics }) });
      const profiles = await openRedisProfileStore({ url: redis.url });
      const close = async (): Promise<void> => {
        await bus.close();
        await profiles.close();
        await embedded.close();
      };
      return { ...embedded, bus, profiles, close };
    };
    const standalone = await startStandalone({
      ...{ dataDir, openStack, embeds: false, listen: { grpcPort: 0, httpPort: 0 } },
      ...{ logger, openTextModels: plainTextModels },
    });
    const address = `127.0.0.1:${standalone.ports!.grpcPort}`;
    const [events, recommendations] = [eventClient(address), recommendationClient(address)];
    const stranger = await openKafkaEventBus(place);
    return new SystemWithoutEmbedder(dataDir, model, redis, standalone, stranger, events, recommendations);
  }

  get bus(): EventBus {
    return this.standalone.stack.bus;
  }

  /** Says that the model serves. */
  async announce(): Promise<void> {
    await this.bus.publish(TOPICS.servedModels, [announcementOf(this.model.version)]);
  }

  /** Brings the model to the registry. */
  bringModel(): void {
    cpSync(join(this.model.dataDir, 'models'), join(this.dataDir, 'models'), { recursive: true });
  }

  /** Runs the embedder that is missing for as long as the work takes. */
  async withEmbedder(work: () => Promise<void>): Promise<void> {
    const stack = { ...this.standalone.stack, close: async () => undefined };
    const embedder = await startStandalone({
      ...{ dataDir: this.dataDir, openStack: () => stack, logger, openTextModels: plainTextModels },
    });
    await work().finally(() => embedder.close());
  }

  /** A minute of requests. @returns the codes of what their answers lack */
  async ask(): Promise<string[]> {
    const codes: string[] = [];
    for (const { userId } of SHOP.users.slice(0, 20)) {
      const request = RecommendRequest.fromPartial({ userId, k: 5 });
      const { degradations } = await this.recommendations.recommend(request, { timeoutMs: 5000 });
      codes.push(...degradations.map(({ code }) => code));
    }
    await this.recommendations.popularItems(PopularItemsRequest.fromPartial({ k: 3 }));
    return codes;
  }

  /** What Prometheus gets from all processes now. */
  readonly scrape = (): Promise<string> =>
    this.others.scrape(`http://127.0.0.1:${this.standalone.ports!.httpPort}/metrics`);

  async close(): Promise<void> {
    this.events.close();
    this.recommendations.close();
    await this.others.close();
    await this.stranger.close();
    await this.standalone.close();
    await this.redis.stop();
    rmSync(this.dataDir, { recursive: true });
  }
}

export const announcementOf = (version: string) =>
  encodeServedModel(ServedModel.fromPartial({ version, time: new Date() }));
