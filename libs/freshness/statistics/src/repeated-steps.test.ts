import { TOPICS } from '@stars/contracts';
import { type BusMessage, type EventBus, SqliteEventBus } from '@stars/event-bus';
import { createLogger, createMetrics } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import { StatisticsKeeper } from './statistics-keeper.js';
import { publishSteps } from './statistics-steps.js';

const NAME = { tenantId: 'default', definition: '1:UTC:purchase' };

it('count the log once, though they come again because a process died before their offset was stored', async () => {
  const database = openDatabase(':memory:');
  const bus = new SqliteEventBus(database);
  let reads = 0;
  const log: Pick<EventBus, 'read'> = {
    read(options) {
      reads++;
      return bus.read(options);
    },
  };
  await publishSteps(bus, [
    { ...NAME, step: 'begin' },
    { ...NAME, step: 'rebuild' },
  ]);
  const steps: BusMessage[] = [];
  for await (const batch of bus.read({ topic: TOPICS.purchaseFacts })) steps.push(...batch);
  const logger = createLogger('embedder', { level: 'silent' });
  const metrics = createMetrics('embedder', { processMetrics: false });
  const newKeeper = () => new StatisticsKeeper({ bus, log, logger, metrics }, async () => [NAME.definition], 0);

  await newKeeper().apply(steps);
  expect(reads).toBe(2);
  await newKeeper().apply(steps);
  expect(reads).toBe(2);

  await bus.close();
  database.close();
});
