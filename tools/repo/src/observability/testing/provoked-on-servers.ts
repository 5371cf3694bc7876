import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { Interaction, InteractionType, TOPICS } from '@stars/contracts';
import { CONSUMER_GROUPS } from '@stars/event-bus';
import { createLogger, parseConfig } from '@stars/platform';
import { ArchiverModule, archiverEnvironment } from '@stars/service-archiver';
import { watchLag } from '@stars/stack';
import { expect, vi } from 'vitest';
import type { Provocation } from './provocation.js';
import { SHOP } from './running-system.js';
import { sumOf } from './scraped-process.js';
import { announcementOf, type SystemWithoutEmbedder } from './system-without-embedder.js';

type OnServers = Provocation<SystemWithoutEmbedder>;

const logger = createLogger('observability', { level: 'silent' });
const PATIENCE = { timeout: 60_000, interval: 50 };

/** Waits until the sum of a metric is in the bounds. */
const reaches = (system: SystemWithoutEmbedder, metric: RegExp, least: number, most = Number.POSITIVE_INFINITY) =>
  vi.waitFor(async () => {
    const sum = sumOf(await system.scrape(), metric);
    expect(sum, metric.source).toBeGreaterThanOrEqual(least);
    expect(sum, metric.source).toBeLessThanOrEqual(most);
  }, PATIENCE);

let sent = 0;
const track = (system: SystemWithoutEmbedder, count: number) =>
  system.events.track({
    interactions: Array.from({ length: count }, () =>
      Interaction.fromPartial({
        ...{ eventId: `new-${++sent}`, userId: SHOP.users[sent % SHOP.users.length]!.userId },
        ...{ itemId: SHOP.items[0]!.itemId, type: InteractionType.INTERACTION_TYPE_VIEW, time: new Date() },
      }),
    ),
    impressions: [],
  });

const READY = /stars_ready/;

const notReady: OnServers = {
  name: 'the announced model is not in the registry',
  fires: ['StarsNotReady page'],
  async provoke(system, film) {
    await reaches(system, READY, 1);
    await film.minutes(1);
    await system.announce();
    await reaches(system, READY, 0, 0);
    await film.minutes(2);
    film.goesOn(16);
    film.fires();
    system.bringModel();
    await reaches(system, READY, 1);
    await film.minutes(1);
    film.isQuiet();
  },
};

const storeAway: OnServers = {
  name: 'Redis is away',
  fires: ['StarsStoreAway page', 'StarsAnswersDegraded ticket'],
  async provoke(system, film) {
    const REACHED = /stars_check_passed\{.*profile-store/;
    const lacking = async () => (await system.ask()).filter((code) => code === 'STARS_UNAVAILABLE').length;
    await film.minutes(2, async () => expect(await lacking()).toBe(0));
    film.goesOn(15);
    film.isQuiet();
    await system.redis.kill();
    await system.ask();
    await reaches(system, REACHED, 0, 0);
    await film.minutes(2, async () => expect(await lacking()).toBeGreaterThan(15));
    film.goesOn(15);
    film.fires();
    await system.redis.restart();
    await reaches(system, REACHED, 1);
    await vi.waitFor(async () => expect(await lacking()).toBe(0), PATIENCE);
    await film.minutes(2, () => system.ask());
    film.goesOn(15);
    film.isQuiet();
  },
};

const statisticsIncomplete: OnServers = {
  name: 'nobody counts the statistics of the model',
  fires: ['StarsStatisticsIncomplete ticket'],
  async provoke(_, film) {
    await film.minutes(2);
    film.goesOn(110);
    film.isQuiet();
    film.goesOn(15);
    film.fires();
  },
};

const LAG = /stars_consumer_lag_messages\{.*embedder.*interactions/;

const consumerBehind: OnServers = {
  name: 'no embedder runs',
  fires: ['StarsConsumerBehind ticket'],
  async provoke(system, film) {
    await film.minutes(1);
    await track(system, 600);
    await track(system, 500);
    await reaches(system, LAG, 1100);
    await film.minutes(2);
    film.goesOn(50);
    film.fires();
    await system.withEmbedder(async () => {
      await caughtUp(system);
      await reaches(system, /stars_statistics_complete/, 1);
    });
    await film.minutes(2);
    film.isQuiet();
    film.goesOn(130);
    film.isQuiet();
  },
};

/** All groups, twice: what one hands on to another when it has handled all may not have been there at the first look. */
async function caughtUp(system: SystemWithoutEmbedder): Promise<void> {
  for (let look = 0; look < 2; look++) await reaches(system, /stars_consumer_lag_messages/, 0, 0);
}

/** After the one before: Kafka drops its events. */
const lost: OnServers = {
  name: 'Kafka drops messages that were not archived',
  fires: ['StarsArchiveLostMessages page'],
  async provoke(system, film) {
    const { bus, dataDir } = system;
    await bus.keepFor(TOPICS.interactions, 1);
    const dropped = async () => [...(await bus.firstOffsets(TOPICS.interactions)).values()];
    await vi.waitFor(async () => expect(await dropped()).toEqual([1100]), PATIENCE);
    await film.minutes(1);
    const settings = parseConfig(archiverEnvironment, {
      ...{ STARS_DATA: dataDir, STARS_ARCHIVE: join(dataDir, 'archive'), STARS_ARCHIVE_MINUTES: '0.005' },
    });
    await system.others.add('archiver', async (metrics) => {
      const module = ArchiverModule.register({ bus, settings, dataDir, logger, metrics });
      const app = await NestFactory.createApplicationContext(module, { logger: false });
      return () => app.close();
    });
    await reaches(system, /stars_archive_lost_messages_total/, 1100);
    await film.minutes(2);
    film.fires();
    film.goesOn(62);
    film.isQuiet();
  },
};

/** After the one before: the topic has dropped messages. */
const nearRetentionLimit: OnServers = {
  name: 'Kafka will soon drop messages that the embedder needs',
  fires: ['StarsConsumerNearRetentionLimit page'],
  async provoke(system, film) {
    const { bus } = system;
    await film.minutes(1);
    await bus.keepFor(TOPICS.interactions, 86_400_000);
    await track(system, 100);
    // It looks when it starts, and then once a minute.
    const gateway = await system.others.add('gateway', async (metrics) =>
      watchLag(bus, CONSUMER_GROUPS, metrics, logger),
    );
    await reaches(system, /stars_consumer_overtaken_soon_messages/, 10, 10);
    await film.minutes(2);
    film.goesOn(6);
    film.fires();
    await gateway.close();
    await system.withEmbedder(() => caughtUp(system));
  },
};

/** The last one: every process that starts reads the message, and counts it again. */
const controlMessagesRefused: OnServers = {
  name: 'somebody without the key announces a model',
  fires: ['StarsControlMessagesRefused page'],
  async provoke(system, film) {
    await film.minutes(1);
    await system.stranger.publish(TOPICS.servedModels, [announcementOf('of-a-stranger')]);
    await reaches(system, /stars_control_messages_refused_total/, 1);
    await film.minutes(2);
    film.fires();
    film.goesOn(62);
    film.isQuiet();
  },
};

/** In this order: each begins where the one before ended. */
export const PROVOKED_ON_SERVERS: readonly OnServers[] = [
  notReady,
  storeAway,
  statisticsIncomplete,
  consumerBehind,
  lost,
  nearRetentionLimit,
  controlMessagesRefused,
];
