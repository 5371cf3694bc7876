import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import {
  CatalogItem,
  encodeCatalogUpsert,
  encodeInteraction,
  encodeModelManifest,
  Interaction,
  InteractionType,
  ModelManifest,
  TOPICS,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { SqliteEventBus } from '@stars/event-bus';
import { createLogger, createMetrics } from '@stars/platform';
import { type Database, openDatabase } from '@stars/sqlite';
import type { ScheduleSettings, TrainReport } from '@stars/training';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TrainerModule } from './trainer.module.js';
import { TrainingSchedule } from './training-schedule.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2024-06-01T00:00:00Z');
const DRIFT = { divergence: 0.1, unseen: 0.2, fewestEvents: 50, windowMs: 28 * DAY };

let folder: string;
let database: Database;
let bus: SqliteEventBus;
let now: number;
let metrics: ReturnType<typeof createMetrics>;
/** When trainings began, hours since the start. */
let trainings: number[];
let running: number;
let events: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stars-schedule-'));
  database = openDatabase(join(folder, 'stars.db'));
  bus = new SqliteEventBus(database);
  metrics = createMetrics('trainer', { processMetrics: false });
  [now, trainings, running, events] = [START, [], 0, 0];
  for (const itemId of ['milk', 'bread', 'latte']) {
    const item = CatalogItem.fromPartial({ itemId, title: itemId, category: [itemId], version: 1 });
    await bus.publish(TOPICS.catalog, [encodeCatalogUpsert(item)]);
  }
});
afterEach(async () => {
  await bus.close();
  database.close();
  rmSync(folder, { recursive: true });
});

/** Half an hour of training, with a model that knows all data until then. */
async function train(): Promise<TrainReport> {
  expect(++running).toBe(1);
  trainings.push((now - START) / HOUR);
  const created = new Date(now);
  now += 30 * MINUTE;
  const version = `v${trainings.length}`;
  const files = [{ path: 'weights', sha256: '0'.repeat(64), bytes: 1 }];
  const part = { version, createdTime: created, dataUntil: created, servingWidth: 1, files };
  const manifest = ModelManifest.fromPartial(part);
  await bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
  running--;
  return { version, manifest, reused: false, seconds: 1800, metrics: {} } as TrainReport;
}

/** Runs the schedule until so many hours have passed on its clock. */
async function run(
  hours: number,
  part: Partial<ScheduleSettings>,
  atHour: Record<number, () => Promise<unknown>> = {},
  work: () => Promise<TrainReport> = train,
): Promise<void> {
  let reached: () => void;
  const end = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const until = now + hours * HOUR;
  const module = TrainerModule.register({
    bus,
    logger: createLogger('trainer', { level: 'silent' }),
    metrics,
    train: work,
    after: [],
    patienceMs: MINUTE,
    schedule: { pauseMs: HOUR, lookMs: 10 * MINUTE, ...part },
    clock: () => now,
    wait: async (ms, signal) => {
      const before = Math.floor((now - START) / HOUR);
      now += ms;
      for (let hour = before + 1; hour <= Math.floor((now - START) / HOUR); hour++) await atHour[hour]?.();
      if (now < until) return;
      reached();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  });
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  await Promise.race([end, app.get(TrainingSchedule).done]);
  await app.close();
}

async function buy(itemId: string, count: number): Promise<void> {
  const messages = Array.from({ length: count }, (_, i) =>
    encodeInteraction(
      Interaction.fromPartial({
        eventId: `e-${events++}`,
        userId: `u-${i % 7}`,
        itemId,
        type: InteractionType.INTERACTION_TYPE_PURCHASE,
        time: new Date(now),
      }),
    ),
  );
  await bus.publish(TOPICS.interactions, messages);
}

describe('the training schedule', () => {
  it('trains once if there is no reason for more, and ends', async () => {
    await run(100, {});
    expect(trainings).toEqual([0]);
  });

  it('trains an interval after the last training, also over a restart', async () => {
    await run(30, { everyMs: 12 * HOUR });
    // Half an hour each, and checks every ten minutes.
    expect(trainings).toEqual([0, 12.5, 25]);
    await run(9, { everyMs: 12 * HOUR });
    expect(trainings).toHaveLength(4);
    // From the start of the last one: only the old process knew when it ended.
    expect(trainings[3]! - 25).toBeGreaterThanOrEqual(12);
    expect(trainings[3]! - 25).toBeLessThan(12.5);
  });

  it('trains on drift: other categories than before, or items that it has never seen; never sooner than the pause', async () => {
    await buy('milk', 200);
    await buy('bread', 200);
    now += 2 * HOUR;
    await run(
      60,
      { drift: DRIFT, pauseMs: 5 * HOUR },
      {
        // The same distribution as before, and too few events of another one.
        10: async () => [await buy('milk', 110), await buy('bread', 90)],
        15: () => buy('latte', 20),
        // One category is gone.
        20: () => buy('milk', 400),
        // Within the pause.
        22: () => buy('latte', 300),
      },
    );
    expect(trainings).toHaveLength(3);
    const [first, shifted, unseen] = trainings as [number, number, number];
    expect(first).toBe(2);
    expect(Math.floor(shifted)).toBe(20);
    expect(unseen - shifted).toBeGreaterThanOrEqual(5.5);
    expect(unseen - shifted).toBeLessThan(6);
    const text = await metrics.expose();
    expect(text).toContain('stars_trainer_decisions_total{because="drift",service="trainer"} 2');
    expect(text).toMatch(/stars_trainer_decisions_total\{because="pause",service="trainer"\} [1-9]/);
    expect(text).toMatch(/stars_trainer_drift_unseen_ratio\{service="trainer"\} 0/);
  });

  it('tries again soon if there was not enough data, and gives up if the error is permanent', async () => {
    let failures = 3;
    await run(2, { everyMs: DAY }, {}, async () => {
      if (failures-- > 0) throw new StarsError('STARS_NOT_ENOUGH_DATA', 'no events yet');
      return train();
    });
    expect(trainings).toEqual([(3 * MINUTE) / HOUR]);
    now += DAY;
    const broken = run(2, { everyMs: DAY }, {}, async () => {
      throw new StarsError('STARS_CONFIG_INVALID', 'no such thing');
    });
    await expect(broken).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID' });
  });
});
