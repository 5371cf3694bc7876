import { encodeRollOut, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { SqliteEventBus } from '@stars/event-bus';
import { AdmissionGate, createLogger, createMetrics } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import type { EmbedderDeps } from './embedder-deps.js';
import { LiveModels } from './live-models.js';

it('a version that is being filled and cannot be read is news for a batch that did not know of it', async () => {
  const database = openDatabase(':memory:');
  const bus = new SqliteEventBus(database);
  const load = async () => {
    throw new StarsError('STARS_NOT_FOUND', 'there is no model v1');
  };
  const deps = {
    ...{ bus, models: { load } },
    logger: createLogger('embedder', { level: 'silent' }),
    metrics: createMetrics('embedder', { processMetrics: false }),
  } as unknown as EmbedderDeps;
  const models = new LiveModels(deps, new AdmissionGate({ concurrent: 1 }));
  await models.follow();
  const before = models.generation;
  const step = { tenantId: 'default', version: 'v1', before: '', cause: 'training', requestId: '', outcome: 'filling' };
  await bus.publish(TOPICS.rollOuts, [
    encodeRollOut({ ...step, reason: '', gates: [], forced: false, time: new Date() } as never),
  ]);
  await models.follow();
  expect(models.absent('default')).toEqual(['v1']);
  const { generation } = models;
  expect(generation).not.toBe(before);
  await models.follow();
  expect(models.generation).toBe(generation);
  models.close();
  await bus.close();
  database.close();
});
