import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { deadLetterTopic, decodeMessage, InteractionType, TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { installDebianPackage } from '@stars/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busMessage, eventually, numbered, readAll } from '../contract-bench.js';
import type { BusMessage, EventBus, PoisonMessage } from '../port.js';
import { openKafkaEventBus } from './kafka-event-bus.js';
import { dropTopics } from './testing/drop-topics.js';

const brokers = process.env['STARS_TEST_KAFKA'];

/** Runs kcat with this input; resolves with its output. Interrupted, it gives up what it has not finished. */
function kcat(parameters: readonly string[], input = '', interruptAfterMs?: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('kcat', ['-b', brokers!, ...parameters], { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    // It may end before it has read all.
    child.stdin.on('error', () => undefined);
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`kcat: ${code}: ${errors}`))));
    if (interruptAfterMs === undefined) {
      child.stdin.end(input);
    } else {
      child.stdin.write(input);
      setTimeout(() => child.kill('SIGINT'), interruptAfterMs);
      // It looks up from its input only when there is more of it.
      setTimeout(() => child.stdin.end('key|more\n'), interruptAfterMs + 500);
    }
  });
}

describe.skipIf(!brokers)('kcat beside the bus', () => {
  const options = { brokers: [brokers!], prefix: `test-${randomUUID()}` };
  const onBroker = (topic: string): string => topic.replace('stars', options.prefix);
  const produce = (topic: string, lines: string, ...more: string[]): Promise<string> =>
    kcat(['-P', '-t', onBroker(topic), '-K', '|', '-X', 'partitioner=murmur2_random', ...more], lines);
  let bus: EventBus;
  const consumed: BusMessage[] = [];

  beforeAll(async () => {
    await kcat(['-V']).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await installDebianPackage('kcat');
    });
    bus = await openKafkaEventBus(options);
    await bus.consume({
      group: 'readers',
      topics: [TOPICS.interactions, TOPICS.catalog],
      handler: async (messages) =>
        messages.flatMap((message): PoisonMessage[] => {
          try {
            decodeMessage(message.topic as typeof TOPICS.interactions, message.value);
            consumed.push(message);
            return [];
          } catch (error) {
            if (!isStarsError(error)) throw error;
            return [{ message, code: error.code, reason: `${error.field ?? ''}: ${error.message}` }];
          }
        }),
    });
    for (const topic of [TOPICS.interactions, TOPICS.catalog]) await bus.publish(topic, []);
  });
  afterAll(async () => {
    await bus.close();
    await dropTopics(options);
  });

  it('brings an interaction and a catalogue upsert, by the documented schema', async () => {
    await produce(
      TOPICS.interactions,
      'default/1364|{"event_id": "till-7/1881", "user_id": "1364", "item_id": "995242", "type": "purchase", "time": "2017-12-01T10:00:00-05:00"}\n',
      '-H',
      'traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    );
    await produce(
      TOPICS.catalog,
      'default/995242|{"upsert": {"item_id": "995242", "version": 7, "title": "Milk, 1 l", "category": ["DAIRY", "MILK"], "price": 1.09}}\n',
    );
    await eventually(() => expect(consumed).toHaveLength(2));
    const bought = consumed.find(({ topic }) => topic === TOPICS.interactions)!;
    expect(bought.key).toBe('default/1364');
    expect(bought.id).toBe(`${TOPICS.interactions}/${bought.partition}/${bought.offset}`);
    expect(bought.headers['traceparent']).toMatch(/^00-0af7/);
    expect(decodeMessage(TOPICS.interactions, bought.value)).toMatchObject({
      tenantId: 'default',
      eventId: 'till-7/1881',
      type: InteractionType.INTERACTION_TYPE_PURCHASE,
      time: new Date('2017-12-01T15:00:00Z'),
    });
    const item = consumed.find(({ topic }) => topic === TOPICS.catalog)!;
    expect(decodeMessage(TOPICS.catalog, item.value).change).toMatchObject({
      $case: 'upsert',
      value: { itemId: '995242', version: 7, price: 1.09 },
    });
  });

  it('has what breaks the schema dead-lettered with the field', async () => {
    await produce(
      TOPICS.interactions,
      'default/1|{"user_id": "1", "item_id": "2", "type": "view", "time": "2020-01-01"}\n',
    );
    await eventually(async () => expect(await readAll(bus, deadLetterTopic(TOPICS.interactions))).toHaveLength(1));
    const [letter] = await readAll(bus, deadLetterTopic(TOPICS.interactions));
    expect(letter!.headers).toMatchObject({ 'stars-error-code': 'STARS_FIELD_REQUIRED', 'stars-attempt': '1' });
    expect(letter!.headers['stars-error-reason']).toMatch(/^event_id: /);
  });

  it('puts every key where the bus puts it, whatever it compresses with', async () => {
    const topic = 'stars.kcat.keys';
    const keys = Array.from({ length: 200 }, (_, n) => `default/user-${n}é`);
    await bus.publish(
      topic,
      keys.map((key) => busMessage(key, key)),
    );
    await produce(topic, keys.map((key) => `${key}|kcat\n`).join(''), '-z', 'snappy');
    const partitions = new Map<string, Set<number>>();
    const got = await readAll(bus, topic);
    for (const { key, partition } of got) partitions.set(key, (partitions.get(key) ?? new Set()).add(partition));
    expect(got).toHaveLength(400);
    expect([...partitions.values()].every(({ size }) => size === 1)).toBe(true);
    expect(new Set(got.map(({ partition }) => partition)).size).toBe(8);
  });

  it('is read past transactions: what they wrote once, what they aborted never, and no lag stays', async () => {
    const topic = 'stars.kcat.transactions';
    const seen: string[] = [];
    await bus.publish(topic, numbered(10, 3));
    await bus.consume({
      group: 'transactions',
      topics: [topic],
      handler: async (messages) => {
        for (const { value } of messages) seen.push(new TextDecoder().decode(value));
      },
    });
    const lines = Array.from({ length: 50 }, (_, n) => `key${n}|committed ${n}\n`).join('');
    await produce(topic, lines, '-X', `transactional.id=${randomUUID()}`);
    const before = await bus.endOffsets(topic);
    // More than kcat buffers before it sends. The broker gives up a transaction that nobody finishes.
    const many = Array.from({ length: 30_000 }, (_, n) => `key${n}|aborted ${n} ${'x'.repeat(80)}\n`).join('');
    const settings = ['-X', `transactional.id=${randomUUID()}`, '-X', 'transaction.timeout.ms=5000'];
    const abandoned = kcat(['-P', '-t', onBroker(topic), '-K', '|', ...settings], many, 3000);
    await expect(abandoned).rejects.toThrow('terminated');
    await eventually(async () => expect(await bus.endOffsets(topic)).not.toEqual(before), 60_000);
    await eventually(() => expect(seen.filter((text) => text.startsWith('committed'))).toHaveLength(50));
    await eventually(async () => expect((await bus.lag('transactions', [topic])).get(topic)).toBe(0));
    expect(await readAll(bus, topic)).toHaveLength(60);
    expect(seen).toHaveLength(60);
  }, 120_000);

  it('reads what the bus wrote: key, id and schema version', async () => {
    const topic = 'stars.kcat.read';
    await bus.publish(topic, [{ ...busMessage('default/7', 'event 7', 'hello'), headers: { source: 'test' } }]);
    const output = await kcat(['-C', '-t', onBroker(topic), '-o', 'beginning', '-e', '-q', '-f', '%k|%h|%s\n']);
    expect(output).toBe('default/7|source=test,stars-event-id=event 7,stars-schema=stars.v1|hello\n');
  });
});
