import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningServer, startKafka } from '@stars/servers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { busMessage, eventually, numbered, readAll } from '../contract-bench.js';
import type { KafkaEventBusOptions } from './options.js';
import { dropTopics } from './testing/drop-topics.js';
import { Effects } from './testing/effects.js';
import { KafkaBuses } from './testing/kafka-buses.js';

const LONG = 120_000;

describe.skipIf(!process.env['STARS_TEST_KAFKA'])('Kafka under faults of the broker', () => {
  let server: RunningServer;
  let buses: KafkaBuses;
  const open = (options?: Partial<KafkaEventBusOptions>) => buses.open(options);

  beforeAll(async () => {
    server = await startKafka();
    buses = new KafkaBuses({ brokers: [server.url] });
  });
  afterEach(() => buses.close());
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
    await server.pause();
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

  it('makes a topic again that somebody took away, and goes on', { tags: ['long'] }, async () => {
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
