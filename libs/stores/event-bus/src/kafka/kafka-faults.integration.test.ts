import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetterTopic } from '@stars/contracts';
import { type RunningServer, startKafka } from '@stars/servers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { busMessage, eventually, numbered, readAll } from '../contract-bench.js';
import { DEAD_LETTER_HEADERS } from '../dead-letter.js';
import type { EventBus } from '../port.js';
import { openKafkaEventBus } from './kafka-event-bus.js';
import type { KafkaEventBusOptions } from './options.js';
import { dropTopics } from './testing/drop-topics.js';
import { Effects } from './testing/effects.js';

const LONG = 120_000;

describe.skipIf(!process.env['STARS_TEST_KAFKA'])('Kafka under faults', () => {
  let server: RunningServer;
  const buses: EventBus[] = [];
  const open = async (options: Partial<KafkaEventBusOptions> = {}): Promise<EventBus> => {
    const bus = await openKafkaEventBus({
      brokers: [server.url],
      backOff: { minMs: 20, maxMs: 500 },
      timeoutMs: 60_000,
      ...options,
    });
    buses.push(bus);
    return bus;
  };

  beforeAll(async () => {
    server = await startKafka();
  });
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });
  afterAll(() => server.stop());

  it('loses nothing when the broker is killed and started again in the middle of a batch', async () => {
    const bus = await open();
    const topic = 'faults.restart';
    const effects = new Effects();
    const inBatch = Promise.withResolvers<void>();
    const brokerIsBack = Promise.withResolvers<void>();
    let waited = 0;
    await bus.consume({
      group: 'restart',
      topics: [topic],
      batchSize: 50,
      handler: async (messages) => {
        if (waited === 0 && effects.stored.size >= 500) {
          waited = effects.stored.size;
          inBatch.resolve();
          await brokerIsBack.promise;
        }
        effects.apply(messages);
        await sleep(2);
      },
    });
    let acknowledged = 0;
    let publishing = true;
    const publisher = (async () => {
      for (let round = 0; publishing; round++) {
        await bus.publish(topic, numbered(100, 17, `r${round}-`));
        acknowledged += 100;
      }
    })();
    await inBatch.promise;
    await server.kill();
    const before = acknowledged;
    await sleep(3000);
    await server.restart();
    brokerIsBack.resolve();
    await eventually(() => expect(acknowledged).toBeGreaterThan(before + 1000), LONG);
    publishing = false;
    await publisher;
    await eventually(() => expect(effects.stored.size).toBeGreaterThanOrEqual(acknowledged), LONG);
    await eventually(async () => expect((await bus.lag('restart', [topic])).get(topic)).toBe(0), LONG);
    const log = await readAll(bus, topic);
    const ids = new Set(log.map(({ id }) => id));
    console.log(
      `broker killed after ${before} acknowledged: sent ${acknowledged}, in the log ${log.length} (${ids.size} ids), ` +
        `stored ${effects.stored.size}, delivered again ${effects.again}, out of order ${effects.outOfOrder}`,
    );
    expect(ids.size).toBe(acknowledged);
    expect([...effects.stored.keys()].sort()).toEqual([...ids].sort());
    expect(effects.outOfOrder).toBe(0);
  });

  it('says that it is away after the time limit, and works again afterwards', async () => {
    const topic = 'faults.away';
    await (await open()).publish(topic, numbered(5, 1, 'before'));
    const bus = await open({ timeoutMs: 4000, maxQueuedBytes: 1_000_000 });
    expect(await readAll(bus, topic)).toHaveLength(5);
    server.pause();
    try {
      const began = performance.now();
      const large = [busMessage('k', 'large', new Uint8Array(700_000))];
      const queued = [bus.publish(topic, large), bus.publish(topic, large)];
      for (const call of queued) call.catch(() => undefined);
      await expect(queued[1]).rejects.toMatchObject({ code: 'STARS_OVERLOADED' });
      const abort = new AbortController();
      setTimeout(() => abort.abort(new Error('enough')), 100);
      const reading = (async () => {
        for await (const _ of bus.read({ topic, signal: abort.signal }));
      })();
      await expect(reading).rejects.toThrow('enough');
      const calls = await Promise.allSettled([
        bus.publish(topic, numbered(5, 1, 'meanwhile')),
        bus.endOffsets(topic),
        bus.lag('nobody', [topic]),
        readAll(bus, topic),
        queued[0],
      ]);
      expect(calls.map((call) => (call.status === 'rejected' ? call.reason.code : 'worked'))).toEqual(
        Array(5).fill('STARS_UNAVAILABLE'),
      );
      expect(performance.now() - began).toBeLessThan(20_000);
    } finally {
      server.resume();
    }
    await eventually(async () => {
      expect(await bus.publish(topic, numbered(5, 1, 'after'))).toEqual({ appended: 5, duplicates: 0 });
    }, LONG);
    const ids = new Set((await readAll(bus, topic)).map(({ id }) => id));
    for (const n of [0, 1, 2, 3, 4]) for (const when of ['before', 'after']) expect(ids).toContain(`${when}${n}`);
  });

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

  it('lets an outage of one partition wait alone, and keeps its session meanwhile', async () => {
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
          throw new Error('the store of this key is away');
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

  it('keeps its partitions while a handler works longer than the session lasts', async () => {
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

  it('makes a topic again that somebody took away, and goes on', async () => {
    const prefix = 'deleted';
    const bus = await open({ prefix, timeoutMs: 20_000 });
    const topic = 'faults.deleted';
    const effects = new Effects();
    await bus.publish(topic, numbered(10, 3, 'before'));
    await bus.consume({ group: 'deleted', topics: [topic], handler: effects.handler() });
    await eventually(() => expect(effects.stored.size).toBe(10), LONG);
    await dropTopics({ brokers: [server.url], prefix: `${prefix}.faults` });
    await eventually(async () => {
      await bus.publish(topic, numbered(10, 3, 'after'));
      expect(new Set((await readAll(bus, topic)).map(({ id }) => id)).size).toBe(10);
    }, LONG);
    // Consumers that did not notice stand where the old topic ended: they go on with what comes after that.
    let round = 0;
    await eventually(async () => {
      await bus.publish(topic, numbered(10, 3, `later ${round++}`));
      expect([...effects.stored.keys()].filter((id) => id.startsWith('later')).length).toBeGreaterThan(0);
    }, LONG);
  });

  it('gives back nothing of a key that was erased, though consumers start over', async () => {
    const bus = await open();
    const topic = 'faults.erased';
    await bus.publish(topic, [...numbered(100, 4), busMessage('k1', 'last')]);
    await bus.eraseKey([topic], 'k1');
    await bus.publish(topic, [busMessage('k1', 'new life')]);
    const effects = new Effects();
    const later = await open();
    await later.consume({ group: 'erased', topics: [topic], handler: effects.handler() });
    await eventually(async () => expect((await bus.lag('erased', [topic])).get(topic)).toBe(0), LONG);
    expect([...effects.stored.values()].filter(({ key }) => key === 'k1').map(({ id }) => id)).toEqual(['new life']);
    expect(effects.stored.size).toBe(76);
  });
});
