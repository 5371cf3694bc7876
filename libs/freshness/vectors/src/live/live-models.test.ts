import { encodeRollOut, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type EventBus, SqliteEventBus } from '@stars/event-bus';
import { AdmissionGate, createLogger, createMetrics } from '@stars/platform';
import { type Database, openDatabase } from '@stars/sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { VectorDeps } from '../vector-deps.js';
import { LiveModels } from './live-models.js';

let database: Database;
let bus: EventBus;
beforeEach(() => {
  database = openDatabase(':memory:');
  bus = new SqliteEventBus(database);
});
afterEach(async () => {
  await bus.close();
  database.close();
});

/** @param load Reads the folder of a version */
function modelsThat(load: () => Promise<never>): LiveModels {
  const deps = {
    ...{ bus, models: { load } },
    logger: createLogger('embedder', { level: 'silent' }),
    metrics: createMetrics('embedder', { processMetrics: false }),
  } as unknown as VectorDeps;
  return new LiveModels(deps, new AdmissionGate({ concurrent: 1 }));
}

async function announceFilling(): Promise<void> {
  const step = { tenantId: 'default', version: 'v1', before: '', cause: 'training', requestId: '', outcome: 'filling' };
  await bus.publish(TOPICS.rollOuts, [
    encodeRollOut({ ...step, reason: '', gates: [], forced: false, time: new Date() } as never),
  ]);
}

it('a version that is being filled and cannot be read is news for a batch that did not know of it', async () => {
  const models = modelsThat(async () => {
    throw new StarsError('STARS_NOT_FOUND', 'there is no model v1');
  });
  await models.follow();
  const before = models.generation;
  await announceFilling();
  await models.follow();
  expect(models.absent('default')).toEqual(['v1']);
  const { generation } = models;
  expect(generation).not.toBe(before);
  await models.follow();
  expect(models.generation).toBe(generation);
  models.close();
});

it('a batch waits until a model that another batch is about to load is known', async () => {
  const read = Promise.withResolvers<never>();
  const models = modelsThat(() => read.promise);
  await announceFilling();
  const first = models.followSoon();
  let isReady = false;
  const second = models.followSoon().then(() => {
    isReady = true;
  });
  await models.learn();
  expect(isReady).toBe(false);
  read.reject(new StarsError('STARS_NOT_FOUND', 'there is no model v1'));
  await Promise.all([first, second]);
  expect(models.absent('default')).toEqual(['v1']);
  models.close();
});
