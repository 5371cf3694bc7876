import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { type EventClient, eventClient, type RecommendationClient, recommendationClient } from '@stars/contracts';
import { syntheticShop } from '@stars/datasets';
import { openKafkaEventBus } from '@stars/event-bus';
import {
  createLogger,
  createMetrics,
  HealthRegistry,
  type Metrics,
  openOperations,
  parseConfig,
} from '@stars/platform';
import { ArchiverModule, archiverEnvironment } from '@stars/service-archiver';
import { type Standalone, startStandalone } from '@stars/service-standalone';
import { plainTextModels } from '@stars/service-standalone/testing';
import { TrainerModule, TrainingSchedule } from '@stars/service-trainer';
import { OpenAiTestServer } from '@stars/text/testing';
import { RECIPES, train } from '@stars/training';

const DAYS = 30;
const DAY_MS = 86_400_000;
/** Until last night. */
const START = new Date((Math.floor(Date.now() / DAY_MS) - DAYS) * DAY_MS);
export const SHOP = syntheticShop({ users: 60, items: 80, days: DAYS, seed: 5, start: START, nextItemShare: 0.5 });

/** A second stage, as small as it can be. */
const RECIPE = {
  ...{ epochs: 2, minItemCount: 1 },
  validation: { ...RECIPES.small.validation!, share: 0.3 },
  joint: RECIPES.small.joint!,
};
const logger = createLogger('observability', { level: 'silent' });

/**
 * All services, with a small shop until last night, a model that serves, an archive, a language model that never answers, and a
 * connection to Kafka.
 */
export class RunningSystem {
  private constructor(
    readonly standalone: Standalone,
    readonly events: EventClient,
    readonly recommendations: RecommendationClient,
    /** Where each process is scraped. */
    private readonly scraped: readonly string[],
    /** What these processes register. */
    readonly registries: readonly Metrics[],
    private readonly closers: readonly (() => unknown)[],
  ) {}

  /** @param kafka Address of a broker. */
  static async start(kafka: string): Promise<RunningSystem> {
    const dataDir = mkdtempSync(join(tmpdir(), 'stars-observability-'));
    const closers: (() => unknown)[] = [() => rmSync(dataDir, { recursive: true })];
    const silent = await OpenAiTestServer.start(() => ({ body: {}, stall: true }));
    closers.unshift(() => silent.close());
    const environment = { STARS_EDGE_MODEL: 'm', STARS_OPENAI_BASE_URL: silent.baseUrl };
    Object.assign(process.env, environment);
    closers.unshift(() => Object.keys(environment).forEach((name) => void delete process.env[name]));
    const listen = { grpcPort: 0, httpPort: 0 };
    const standalone = await startStandalone({ dataDir, listen, logger, openTextModels: plainTextModels });
    closers.unshift(() => standalone.close());
    const address = `127.0.0.1:${standalone.ports!.grpcPort}`;
    const [events, recommendations] = [eventClient(address), recommendationClient(address)];
    closers.unshift(
      () => events.close(),
      () => recommendations.close(),
    );
    await fill(events);
    await standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });

    const [trainer, archiver] = [createMetrics('trainer'), createMetrics('archiver')];
    const { bus } = standalone.stack;
    const settings = parseConfig(archiverEnvironment, { STARS_DATA: dataDir, STARS_ARCHIVE: join(dataDir, 'archive') });
    const archiving = ArchiverModule.register({ bus, settings, dataDir, logger, metrics: archiver });
    const archiveApp = await NestFactory.createApplicationContext(archiving, { logger: false });
    closers.unshift(() => archiveApp.close());
    const place = { timeZone: 'UTC', country: 'US' };
    const training = TrainerModule.register({
      ...{ bus, logger, metrics: trainer, after: [], patienceMs: 60_000, schedule: { lookMs: 1000, pauseMs: 0 } },
      train: (signal) => train({ bus, dataDir, place, size: 'tiny', recipe: RECIPE, now: Date.now(), signal }),
    });
    const trainApp = await NestFactory.createApplicationContext(training, { logger: false });
    closers.unshift(() => trainApp.close());
    await trainApp.get(TrainingSchedule).done;
    await standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });

    const onKafka = createMetrics('kafka');
    const prefix = `observability-${process.pid}`;
    const brokers = await openKafkaEventBus({ brokers: [kafka], prefix, metrics: onKafka });
    closers.unshift(() => brokers.close());

    const scraped = [`http://127.0.0.1:${standalone.ports!.httpPort}/metrics`];
    const others = [trainer, archiver, onKafka];
    for (const metrics of others) {
      const health = new HealthRegistry();
      const server = await openOperations({ host: '127.0.0.1', port: 0, portSetting: 'port', health, metrics });
      closers.unshift(() => server.close());
      scraped.push(`http://127.0.0.1:${server.port}/metrics`);
    }
    return new RunningSystem(standalone, events, recommendations, scraped, [standalone.metrics, ...others], closers);
  }

  /** What Prometheus gets from all processes now. */
  async scrape(): Promise<string> {
    const texts = this.scraped.map((url) => fetch(url).then((response) => response.text()));
    return (await Promise.all(texts)).join('\n');
  }

  async close(): Promise<void> {
    for (const close of this.closers) await close();
  }
}

async function fill(events: EventClient): Promise<void> {
  await events.upsertItems({ items: SHOP.items });
  await events.upsertUsers({ users: SHOP.users });
  for (let from = 0; from < SHOP.events.length; from += 2000) {
    await events.track({ interactions: SHOP.events.slice(from, from + 2000), impressions: [] });
  }
}
