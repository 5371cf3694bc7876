import { encodePurchaseFacts, PurchaseFacts, TOPICS } from '@stars/contracts';
import { type BusMessage, SqliteEventBus } from '@stars/event-bus';
import { createLogger, createMetrics } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import { KeptSums } from './kept-sums.js';
import { StatisticsKeeper } from './statistics-keeper.js';
import { publishSteps } from './statistics-steps.js';

const NAME = { tenantId: 'default', definition: '1:UTC:purchase' };
const unreadable = { id: 'unreadable', value: Uint8Array.of(0xff) };

it('passes over bytes that are no message, and definitions that are none, in the topic that it reads and in the one that it keeps', async () => {
  const database = openDatabase(':memory:');
  const bus = new SqliteEventBus(database);
  const logger = createLogger('embedder', { level: 'silent' });
  const facts = { ...NAME, step: 'facts', topic: TOPICS.interactions, facts: [{ itemId: 'a', day: 1, offset: 1 }] };
  await bus.publish(TOPICS.itemStatistics, [
    { ...unreadable, key: 'default/1:UTC:purchase/a' },
    { ...unreadable, key: 'default/1:UTC:purchase/a', id: 'the same again' },
  ]);
  const nonsense = ['1:Mars.Crater:any', '1:UTC:none', 'x:UTC:any', '1'];
  await publishSteps(bus, [
    ...nonsense.map((definition) => ({ ...NAME, definition, step: 'begin' })),
    { ...NAME, step: 'begin' },
  ]);
  await bus.publish(TOPICS.purchaseFacts, [
    { ...unreadable, key: 'default/other' },
    encodePurchaseFacts(PurchaseFacts.fromPartial(facts), 'good'),
  ]);
  const messages: BusMessage[] = [];
  for await (const batch of bus.read({ topic: TOPICS.purchaseFacts })) messages.push(...batch);
  const metrics = createMetrics('embedder', { processMetrics: false });
  const keeper = new StatisticsKeeper({ bus, logger, metrics }, async () => [NAME.definition], 0);

  const poison = await keeper.apply(messages);

  expect(poison).toHaveLength(1 + nonsense.length);
  expect(poison.at(-1)).toMatchObject({ message: { id: 'unreadable' }, code: 'STARS_POISON_MESSAGE' });
  const kept = new KeptSums({ bus, logger });
  await kept.catchUp();
  expect(kept.itemIds(NAME)).toEqual(['a']);
  await bus.close();
  database.close();
});
