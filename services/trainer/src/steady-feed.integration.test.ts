import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import {
  CatalogItem,
  encodeCatalogUpsert,
  encodeInteraction,
  Interaction,
  InteractionType,
  TOPICS,
} from '@stars/contracts';
import { type EventBus, openKafkaEventBus, SqliteEventBus } from '@stars/event-bus';
import { SteadyFeed } from '@stars/event-bus/testing';
import { createLogger, createMetrics } from '@stars/platform';
import { type Database, openDatabase } from '@stars/sqlite';
import type { TrainReport } from '@stars/training';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TrainerModule } from './trainer.module.js';
import { TrainingSchedule } from './training-schedule.js';

const broker = process.env['STARS_TEST_KAFKA'];
const backOff = { firstMs: 5, mostMs: 50 };
const prefix = `test-${randomUUID().slice(0, 8)}`;
const BUSES: [string, (database: Database) => Promise<EventBus>][] = [
  ['the embedded bus', async (database) => new SqliteEventBus(database, { pollMs: 5 })],
];
if (broker) BUSES.push(['Kafka', () => openKafkaEventBus({ brokers: [broker], prefix, partitions: 2, backOff })]);
const GROUPS = ['catalog', 'catalog-backfill', 'tagger', 'tagger-backfill'];

describe.each(BUSES)('a training under a feed that does not end, on %s', (_, openBus) => {
  let folder: string;
  let database: Database;
  let bus: EventBus;
  let feed: SteadyFeed;
  let leastLag: number;
  /** Items that each group has read. */
  let read: Map<string, Set<string>>;

  const change = (itemId: string) =>
    encodeCatalogUpsert(CatalogItem.fromPartial({ itemId, title: itemId, version: 1 }));
  const event = (n: number) =>
    encodeInteraction(
      Interaction.fromPartial({
        eventId: `e-${n}`,
        userId: `u-${n % 7}`,
        itemId: 'there-1',
        type: InteractionType.INTERACTION_TYPE_PURCHASE,
        time: new Date(n),
      }),
    );
  const consume = (group: string) =>
    bus.consume({
      group,
      topics: [TOPICS.catalog],
      batchSize: 4,
      // Fewer than come.
      handler: async (messages) => {
        await sleep(20);
        for (const { key } of messages) read.get(group)!.add(key);
      },
    });
  /** How much of what was there the group has read. */
  const readOf = (group: string): number => [...read.get(group)!].filter((key) => key.includes('there')).length;
  const lagOf = async (group: string) => (await bus.lag(group, [TOPICS.catalog])).get(TOPICS.catalog)!;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stars-feed-'));
    database = openDatabase(join(folder, 'stars.db'));
    bus = await openBus(database);
    read = new Map(GROUPS.map((group) => [group, new Set()]));
    await bus.publish(
      TOPICS.catalog,
      Array.from({ length: 100 }, (_, n) => change(`there-${n}`)),
    );
    leastLag = Number.POSITIVE_INFINITY;
    feed = new SteadyFeed(2, async (n) => {
      await bus.publish(
        TOPICS.catalog,
        Array.from({ length: 8 }, (_, i) => change(`later-${n}-${i}`)),
      );
      await bus.publish(TOPICS.interactions, [event(n)]);
      if (n % 10 > 0) return;
      for (const group of GROUPS) leastLag = Math.min(leastLag, await lagOf(group));
    });
  });
  afterEach(async () => {
    await feed.stop();
    await bus.close();
    database.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs one training that notes what the groups had read when it began. */
  async function train(patienceMs: number): Promise<{ began?: number[]; failed?: unknown }> {
    let began: number[] | undefined;
    const module = TrainerModule.register({
      bus,
      logger: createLogger('trainer', { level: 'silent' }),
      metrics: createMetrics('trainer', { processMetrics: false }),
      train: async () => {
        began = GROUPS.map(readOf);
        return { version: 'v1', reused: false, seconds: 1, metrics: {} } as TrainReport;
      },
      after: GROUPS.map((group) => ({ group, topics: [TOPICS.catalog] })),
      patienceMs,
      schedule: { pauseMs: 0, lookMs: 1000 },
    });
    const app = await NestFactory.createApplicationContext(module, { logger: false });
    const failed = await app.get(TrainingSchedule).done.catch((error: unknown) => error);
    await app.close();
    return { ...(began && { began }), ...(failed === undefined ? {} : { failed }) };
  }

  it('begins once the groups have read what was there, though none ever has nothing to do', {
    timeout: 60_000,
  }, async () => {
    for (const group of GROUPS) await consume(group);
    expect(await train(20_000)).toEqual({ began: [100, 100, 100, 100] });
    const { published } = feed;
    await feed.stop();
    const said = `longest pause of the feed ${feed.longestPauseMs.toFixed(0)} ms, least lag of a group ${leastLag}`;
    process.stdout.write(`the training began after ${published} times 8 changes and an event; ${said}\n`);
    expect(leastLag).toBeGreaterThan(0);
  });

  it('is put off if a group stands still, and says which one and how far it is', { timeout: 60_000 }, async () => {
    const others = GROUPS.slice(0, 3);
    for (const group of others) await consume(group);
    // On a busy machine, to join a group takes longer than the training waits.
    await expect.poll(() => others.map(readOf), { timeout: 40_000 }).toEqual([100, 100, 100]);
    const { began, failed } = await train(3000);
    expect(began).toBeUndefined();
    expect(failed).toMatchObject({
      code: 'STARS_UNAVAILABLE',
      message: expect.stringMatching(/no progress for 3 s \(left of what was there: tagger-backfill [\d,]+\)/),
    });
    await feed.stop();
    process.stdout.write(`put off after ${feed.published} times 8 changes: ${(failed as Error).message}\n`);
  });
});
