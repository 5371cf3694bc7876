import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetterTopic } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { eventually, numbered, readAll } from '../contract-bench.js';
import { DEAD_LETTER_HEADERS } from '../dead-letter.js';
import type { EventBus } from '../port.js';
import type { KafkaEventBusOptions } from './options.js';
import { dropTopics } from './testing/drop-topics.js';
import { Effects } from './testing/effects.js';
import { KafkaBuses } from './testing/kafka-buses.js';

const brokers = process.env['STARS_TEST_KAFKA'];
const LONG = 120_000;

describe.skipIf(!brokers)('Kafka under faults of handlers and consumers', () => {
  const broker = { brokers: [brokers!], prefix: `test-${randomUUID()}` };
  const buses = new KafkaBuses(broker);
  const open = (options?: Partial<KafkaEventBusOptions>) => buses.open(options);

  afterEach(() => buses.close());
  afterAll(() => dropTopics(broker));

  it('moves on past poison in the middle of a partition, and counts it once', async () => {
    const bus = await open();
    const topic = 'faults.poison';
    const effects = new Effects();
    const messages = numbered(3000, 1);
    await bus.publish(topic, messages);
    const isPoison = (id: string): boolean => Number(id.slice(1)) % 1000 === 500;
    await bus.consume({
      group: 'poison',
      topics: [topic],
      batchSize: 400,
      handler: async (batch) => {
        effects.apply(batch.filter(({ id }) => !isPoison(id)));
        return batch
          .filter(({ id }) => isPoison(id))
          .map((message) => ({ message, code: 'STARS_POISON_MESSAGE', reason: 'no such item' }));
      },
    });
    await eventually(async () => expect((await bus.lag('poison', [topic])).get(topic)).toBe(0), LONG);
    const letters = await readAll(bus, deadLetterTopic(topic));
    console.log(`sent 3000, stored ${effects.stored.size}, dead letters ${letters.length}, again ${effects.again}`);
    expect(effects.stored.size).toBe(2997);
    expect(effects.again).toBe(0);
    expect(letters.map(({ headers }) => headers[DEAD_LETTER_HEADERS.id])).toEqual(['m500', 'm1500', 'm2500']);
  });

  it('lets an outage of one partition wait alone, and keeps its session meanwhile', { tags: ['long'] }, async () => {
    const bus = await open({ sessionTimeoutMs: 6000, concurrency: 2 });
    const topic = 'faults.partition';
    const effects = new Effects();
    await bus.publish(topic, numbered(800, 40));
    const stuckKey = 'k7';
    let away = true;
    let refused = 0;
    await bus.consume({
      group: 'partition',
      topics: [topic],
      handler: async (messages) => {
        if (away && messages.some(({ key }) => key === stuckKey)) {
          refused++;
          throw new StarsError('STARS_UNAVAILABLE', 'the store of this key is away');
        }
        effects.apply(messages);
      },
    });
    const stuckPartition = (await readAll(bus, topic)).find(({ key }) => key === stuckKey)!.partition;
    const others = (await readAll(bus, topic)).filter(({ partition }) => partition !== stuckPartition).length;
    await eventually(() => expect(effects.stored.size).toBe(others), LONG);
    // Longer than the session: what comes now must not wait, nor must the group have moved on.
    await sleep(8000);
    await bus.publish(topic, numbered(800, 40, 'later'));
    await eventually(() => expect(effects.stored.size).toBe(2 * others), LONG);
    expect(refused).toBeGreaterThan(3);
    away = false;
    await eventually(() => expect(effects.stored.size).toBe(1600), LONG);
    console.log(`sent 1600, stored ${effects.stored.size}, refused ${refused} times, again ${effects.again}`);
    expect(effects.again).toBe(0);
    expect(effects.outOfOrder).toBe(0);
  });

  it('keeps its partitions while a handler works longer than the session lasts', { tags: ['long'] }, async () => {
    const bus = await open({ sessionTimeoutMs: 6000 });
    const other = await open({ sessionTimeoutMs: 6000 });
    const topic = 'faults.slow';
    const effects = new Effects();
    await bus.publish(topic, numbered(10, 1));
    const begun = Promise.withResolvers<void>();
    const handler = async (messages: Parameters<typeof effects.apply>[0]): Promise<void> => {
      begun.resolve();
      await sleep(9000);
      effects.apply(messages);
    };
    await bus.consume({ group: 'slow', topics: [topic], handler });
    await begun.promise;
    await eventually(async () => expect((await bus.lag('slow', [topic])).get(topic)).toBe(0), LONG);
    await other.consume({ group: 'slow', topics: [topic], handler: effects.handler() });
    await sleep(3000);
    expect(effects.stored.size).toBe(10);
    expect(effects.again).toBe(0);
  });

  it('neither loses nor doubles anything while consumers of a group join and leave under load', async () => {
    const topic = 'faults.rebalance';
    const publisher = await open();
    const effects = new Effects();
    const join = async (): Promise<EventBus> => {
      const bus = await open();
      await bus.consume({ group: 'rebalance', topics: [topic], batchSize: 50, handler: effects.handler(5) });
      return bus;
    };
    const members = [await join()];
    let sent = 0;
    let publishing = true;
    const publishes = (async () => {
      for (let round = 0; publishing; round++) {
        await publisher.publish(topic, numbered(100, 29, `r${round}-`));
        sent += 100;
        await sleep(20);
      }
    })();
    let changes = 0;
    for (const joins of [true, true, false, true, false, true, true, false]) {
      await sleep(1500);
      if (joins) members.push(await join());
      else await members.shift()!.close();
      changes++;
    }
    await sleep(1500);
    publishing = false;
    await publishes;
    await eventually(() => expect(effects.stored.size).toBe(sent), LONG);
    await eventually(async () => expect((await publisher.lag('rebalance', [topic])).get(topic)).toBe(0), LONG);
    console.log(
      `${changes} changes of the group: sent ${sent}, stored ${effects.stored.size}, delivered again ${effects.again}, ` +
        `out of order ${effects.outOfOrder}`,
    );
    expect(effects.stored.size).toBe(sent);
    expect(effects.outOfOrder).toBe(0);
    // Idempotent stores make any of them harmless; that there are few says that rebalances wait for work in progress.
    expect(effects.again).toBeLessThan(sent / 20);
  });
});
