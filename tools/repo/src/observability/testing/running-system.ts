import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { openArchive, watchArchive } from '@stars/archive';
import {
  type EventClient,
  eventClient,
  LIMITS,
  type RecommendationClient,
  RecommendRequest,
  type RecommendResponse,
  recommendationClient,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { type EventBus, openKafkaEventBus } from '@stars/event-bus';
import { chunks, createLogger, type Metrics, parseConfig, Secret } from '@stars/platform';
import { ArchiverModule, archiverEnvironment } from '@stars/service-archiver';
import { type Standalone, startStandalone } from '@stars/service-standalone';
import { plainTextModels } from '@stars/service-standalone/testing';
import { TrainerModule, TrainingSchedule } from '@stars/service-trainer';
import { OpenAiTestServer } from '@stars/text/testing';
import { RECIPES, train } from '@stars/training';
import { type ScrapedProcess, ScrapedProcesses } from './scraped-process.js';

const DAYS = 30;
const DAY_MS = 86_400_000;
/** Until last night. */
const START = new Date((Math.floor(Date.now() / DAY_MS) - DAYS) * DAY_MS);
export const SHOP = syntheticShop({ users: 60, items: 80, days: DAYS, seed: 5, start: START, nextItemShare: 0.5 });

/** A second stage, as small as it can be. */
const RECIPE = {
  ...{ epochs: 2, minItemCount: 1 },
  validation: { ...RECIPES.small.validation!, share: 0.3 },
  secondStage: { ...RECIPES.small.secondStage!, sessions: 400, hidden: 8 },
};
const PLACE = { timeZone: 'UTC', country: 'US' };
const logger = createLogger('observability', { level: 'silent' });
/** Connections to one port, so that a test can have too many. */
export const MOST_CONNECTIONS = 50;
export const ARCHIVE_KEY = 'a key of a test, which is long';

/**
 * All services, with a small shop until last night, a model that serves, an archive, a language model that never answers, and a
 * connection to Kafka.
 */
export class RunningSystem {
  /** The archiver's process. */
  archiver!: ScrapedProcess;
  /** Beside the standalone. */
  readonly others = new ScrapedProcesses();
  readonly #closers: (() => unknown)[] = [];

  private constructor(
    readonly dataDir: string,
    readonly standalone: Standalone,
    readonly events: EventClient,
    readonly recommendations: RecommendationClient,
  ) {}

  /** @param kafka Address of a broker. */
  static async start(kafka: string): Promise<RunningSystem> {
    const dataDir = mkdtempSync(join(tmpdir(), 'stars-observability-'));
    const silent = await OpenAiTestServer.start(() => ({ body: {}, stall: true }));
    const environment = { STARS_EDGE_MODEL: 'm', STARS_OPENAI_BASE_URL: silent.baseUrl };
    Object.assign(process.env, environment);
    const connections = { mostOfAddress: MOST_CONNECTIONS };
    const listen = { grpcPort: 0, httpPort: 0, connections };
    const standalone = await startStandalone({ dataDir, listen, logger, openTextModels: plainTextModels });
    const address = `127.0.0.1:${standalone.ports!.grpcPort}`;
    const [events, recommendations] = [eventClient(address), recommendationClient(address)];
    const system = new RunningSystem(dataDir, standalone, events, recommendations);
    system.#closers.push(
      () => events.close(),
      () => recommendations.close(),
      () => standalone.close(),
      () => Object.keys(environment).forEach((name) => void delete process.env[name]),
      () => silent.close(),
      () => rmSync(dataDir, { recursive: true }),
    );
    await fill(events);
    await system.drain();
    await system.startArchiver();
    const trainer = await system.others.add('trainer', (metrics) => system.#startTrainer(metrics));
    await system.drain();
    const gateway = await system.others.add('gateway', async (metrics) => {
      const place = { STARS_ARCHIVE: join(dataDir, 'archive'), STARS_ARCHIVE_KEY: Secret.of(ARCHIVE_KEY) };
      return watchArchive(openArchive(place, standalone.stack.bus, dataDir), metrics, logger);
    });
    const onKafka = await system.others.add('kafka', async (metrics) => {
      const bus = await openKafkaEventBus({ brokers: [kafka], prefix: `observability-${process.pid}`, metrics });
      return () => bus.close();
    });
    system.version = standalone.servedVersion('default')!;
    const others = [trainer, system.archiver, gateway, onKafka];
    system.registries.push(standalone.metrics, ...others.map(({ metrics }) => metrics));
    return system;
  }

  /** The model that serves. */
  version = '';
  /** What the processes of the start register. */
  readonly registries: Metrics[] = [];

  get bus(): EventBus {
    return this.standalone.stack.bus;
  }

  /** A new process of the archiver, which looks at the bus all the time. */
  async startArchiver(): Promise<void> {
    const { dataDir, bus } = this;
    const settings = parseConfig(archiverEnvironment, {
      ...{ STARS_DATA: dataDir, STARS_ARCHIVE: join(dataDir, 'archive') },
      ...{ STARS_ARCHIVE_KEY: ARCHIVE_KEY, STARS_ARCHIVE_MINUTES: '0.005' },
    });
    this.archiver = await this.others.add('archiver', async (metrics) => {
      const module = ArchiverModule.register({ bus, settings, dataDir, logger, metrics });
      const app = await NestFactory.createApplicationContext(module, { logger: false });
      return () => app.close();
    });
  }

  async #startTrainer(metrics: Metrics): Promise<() => unknown> {
    const { bus, dataDir } = this;
    const training = TrainerModule.register({
      ...{ bus, logger, metrics, after: [], patienceMs: 60_000, schedule: { lookMs: 1000, pauseMs: 0 } },
      train: (signal) => train({ bus, dataDir, place: PLACE, size: 'tiny', recipe: RECIPE, now: Date.now(), signal }),
    });
    const app = await NestFactory.createApplicationContext(training, { logger: false });
    await app.get(TrainingSchedule).done;
    return () => app.close();
  }

  ask(part: Partial<RecommendRequest> = {}, timeoutMs = 5000): Promise<RecommendResponse> {
    const request = RecommendRequest.fromPartial({ userId: SHOP.users[0]!.userId, k: 5, ...part });
    return this.recommendations.recommend(request, { timeoutMs });
  }

  /** Resolves once all that was sent is in the stores. */
  drain(): Promise<void> {
    return this.standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });
  }

  /** What Prometheus gets from all processes now. */
  readonly scrape = (): Promise<string> =>
    this.others.scrape(`http://127.0.0.1:${this.standalone.ports!.httpPort}/metrics`);

  async close(): Promise<void> {
    await this.others.close();
    for (const close of this.#closers) await close();
  }
}

async function fill(events: EventClient): Promise<void> {
  await events.upsertItems({ items: SHOP.items });
  await events.upsertUsers({ users: SHOP.users });
  for (const interactions of chunks(SHOP.events, LIMITS.trackEvents))
    await events.track({ interactions, impressions: [] });
}
