import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetterTopic } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { expect, it } from 'vitest';
import { busMessage, type ContractBench, eventually, numbered, readAll, text } from './contract-bench.js';
import { DEAD_LETTER_HEADERS } from './dead-letter.js';
import type { BusMessage } from './port.js';

/** Consumer groups: order, retries, dead letters, sharing and closing. */
export function describeGroupContract({ open, newTopic }: ContractBench): void {
  it('delivers each key in order of publication', async () => {
    const bus = await open();
    const topic = newTopic();
    const last = new Map<string, number>();
    const errors: unknown[] = [];
    let seen = 0;
    await bus.consume({
      group: 'order',
      topics: [topic],
      batchSize: 17,
      handler: async (messages) => {
        for (const message of messages) {
          const number = Number(text(message));
          expect(number).toBeGreaterThan(last.get(message.key) ?? -1);
          last.set(message.key, number);
          seen++;
        }
      },
      onError: (error) => errors.push(error),
    });
    for (let at = 0; at < 1000; at += 100) await bus.publish(topic, numbered(1000, 13).slice(at, at + 100));
    await eventually(() => expect(seen).toBeGreaterThanOrEqual(1000));
    expect(errors).toEqual([]);
  });

  it('gives every group all messages, in batches of at most the requested size', async () => {
    const bus = await open();
    const topic = newTopic();
    await bus.publish(topic, numbered(250, 5));
    const seen = { a: new Set<string>(), b: new Set<string>() };
    for (const group of ['a', 'b'] as const) {
      await bus.consume({
        group,
        topics: [topic],
        batchSize: 100,
        handler: async (messages) => {
          expect(messages.length).toBeLessThanOrEqual(100);
          for (const message of messages) seen[group].add(message.id);
        },
      });
    }
    await eventually(() => {
      expect(seen.a.size).toBe(250);
      expect(seen.b.size).toBe(250);
    });
  });

  it('delivers the same batch again as long as the handler throws', async () => {
    const bus = await open();
    const topic = newTopic();
    const attempts: string[][] = [];
    const errors: number[] = [];
    await bus.publish(topic, numbered(5, 1));
    await bus.consume({
      group: 'retry',
      topics: [topic],
      handler: async (messages) => {
        attempts.push(messages.map((message) => message.id));
        if (attempts.length <= 3) throw new Error('the store is away');
      },
      onError: (_, attempt) => errors.push(attempt),
    });
    await eventually(() => expect(attempts).toHaveLength(4));
    await eventually(async () => expect((await bus.lag('retry', [topic])).get(topic)).toBe(0));
    for (const attempt of attempts) expect(attempt).toEqual(attempts[0]);
    expect(errors).toEqual([1, 2, 3]);
    expect(await readAll(bus, deadLetterTopic(topic))).toEqual([]);
  });

  it('does not block other topics if one fails, nor anything if a logger fails', async () => {
    const bus = await open();
    const topics = [newTopic(), newTopic()];
    const handled = new Set<string>();
    let failures = 0;
    for (const topic of topics) await bus.publish(topic, numbered(20, 4));
    await bus.consume({
      group: 'apart',
      topics,
      handler: async (messages) => {
        if (messages[0]!.topic === topics[0] && failures++ < 5) throw new Error('the store is away');
        for (const message of messages) handled.add(`${message.topic} ${message.id}`);
      },
      onError: () => {
        throw new Error('so is the log');
      },
    });
    const of = (topic: string): number => [...handled].filter((name) => name.startsWith(topic)).length;
    await eventually(() => expect(of(topics[1]!)).toBe(20));
    await eventually(() => expect(of(topics[0]!)).toBe(20));
    expect(failures).toBeGreaterThanOrEqual(5);
  });

  it('dead-letters poison messages with their reason, and moves on', async () => {
    const bus = await open();
    const topic = newTopic();
    const handled = new Set<string>();
    await bus.publish(topic, [
      busMessage('k', 'good 1'),
      { ...busMessage('k', 'bad', new Uint8Array([1, 2, 3])), headers: { source: 'test' } },
      busMessage('k', 'good 2'),
    ]);
    await bus.consume({
      group: 'poison',
      topics: [topic],
      handler: async (messages) => {
        for (const message of messages) if (message.id !== 'bad') handled.add(message.id);
        return messages
          .filter((message) => message.id === 'bad')
          .map((message) => ({ message, code: 'STARS_POISON_MESSAGE', reason: 'not a protobuf 🍏' }));
      },
    });
    await eventually(async () => expect((await bus.lag('poison', [topic])).get(topic)).toBe(0));
    expect([...handled].sort()).toEqual(['good 1', 'good 2']);
    await bus.publish(topic, [busMessage('k', 'good 3')]);
    await eventually(() => expect(handled.has('good 3')).toBe(true));
    const [letter] = await readAll(bus, deadLetterTopic(topic));
    expect(letter!.key).toBe('k');
    expect([...letter!.value]).toEqual([1, 2, 3]);
    expect(letter!.headers).toMatchObject({
      source: 'test',
      [DEAD_LETTER_HEADERS.code]: 'STARS_POISON_MESSAGE',
      [DEAD_LETTER_HEADERS.reason]: 'not a protobuf 🍏',
      [DEAD_LETTER_HEADERS.topic]: topic,
      [DEAD_LETTER_HEADERS.id]: 'bad',
      [DEAD_LETTER_HEADERS.group]: 'poison',
      [DEAD_LETTER_HEADERS.attempt]: '1',
    });
    expect(Number(letter!.headers[DEAD_LETTER_HEADERS.offset])).toBeGreaterThanOrEqual(0);
    expect(Number(letter!.headers[DEAD_LETTER_HEADERS.partition])).toBeGreaterThanOrEqual(0);
    expect(Date.parse(letter!.headers[DEAD_LETTER_HEADERS.time]!)).toBeGreaterThan(0);
  });

  it('lets two consumers of a group share the work without losing a message', async () => {
    const first = await open();
    const second = await open();
    const topics = [newTopic(), newTopic()];
    const seen = new Set<string>();
    const handler = async (messages: BusMessage[]): Promise<void> => {
      for (const message of messages) seen.add(`${message.topic} ${message.id}`);
      await sleep(2);
    };
    const options = { group: 'share', topics, batchSize: 20, handler };
    const leaving = await first.consume(options);
    await second.consume(options);
    for (let round = 0; round < 10; round++) {
      for (const topic of topics) await first.publish(topic, numbered(50, 5, `r${round}-`));
      if (round === 5) await leaving.close();
    }
    await eventually(() => expect(seen.size).toBe(1000));
    await eventually(async () => expect([...(await second.lag('share', topics)).values()]).toEqual([0, 0]));
  });

  it('closes after the current batch, whose offset is committed', async () => {
    const bus = await open();
    const topic = newTopic();
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    let finished = false;
    await bus.publish(topic, numbered(10, 1));
    const subscription = await bus.consume({
      group: 'close',
      topics: [topic],
      batchSize: 10,
      handler: async () => {
        begun.resolve();
        await release.promise;
        finished = true;
      },
    });
    await begun.promise;
    const closed = subscription.close();
    let early = false;
    void closed.then(() => {
      early = !finished;
    });
    await sleep(50);
    release.resolve();
    await closed;
    expect(early).toBe(false);
    expect(finished).toBe(true);
    expect((await bus.lag('close', [topic])).get(topic)).toBe(0);
  });

  it('leaves what no handler has done to the next consumer of the group', async () => {
    const bus = await open();
    const topic = newTopic();
    await bus.publish(topic, numbered(10, 1));
    const tried = Promise.withResolvers<void>();
    const failing = await bus.consume({
      group: 'undone',
      topics: [topic],
      handler: async () => {
        tried.resolve();
        throw new StarsError('STARS_UNAVAILABLE', 'the store is away');
      },
    });
    await tried.promise;
    await failing.close();
    expect((await bus.lag('undone', [topic])).get(topic)).toBe(10);
    const done = new Set<string>();
    await bus.consume({
      group: 'undone',
      topics: [topic],
      handler: async (messages) => {
        for (const { id } of messages) done.add(id);
      },
    });
    await eventually(() => expect(done.size).toBe(10));
  });

  it('counts what is left before given ends, however much came later and was handled', async () => {
    const bus = await open();
    const topic = newTopic();
    await bus.publish(topic, numbered(20, 7));
    const ends = new Map([[topic, await bus.endOffsets(topic)]]);
    await bus.publish(topic, numbered(30, 7, 'later'));
    const leftOf = async (...until: (typeof ends)[]) => (await bus.lag('ends', [topic], ...until)).get(topic);
    expect([await leftOf(ends), await leftOf()]).toEqual([20, 50]);
    expect(await leftOf(new Map())).toBe(0);
    const old = new Set<string>();
    const handler = async (messages: BusMessage[]): Promise<void> => {
      for (const { id } of messages) if (!id.startsWith('later')) old.add(id);
    };
    await bus.consume({ group: 'ends', topics: [topic], batchSize: 3, handler });
    await eventually(async () => {
      const left = (await leftOf(ends))!;
      expect(left).toBeGreaterThanOrEqual(20 - old.size);
      expect(left).toBe(0);
    });
    expect(old.size).toBe(20);
  });

  it('continues where the group was, on another bus', async () => {
    const first = await open();
    const topic = newTopic();
    await first.publish(topic, numbered(10, 1, 'old'));
    const before = new Set<string>();
    await first.consume({
      group: 'resume',
      topics: [topic],
      handler: async (messages) => {
        for (const message of messages) before.add(message.id);
      },
    });
    await eventually(async () => expect((await first.lag('resume', [topic])).get(topic)).toBe(0));
    expect(before.size).toBe(10);
    await first.close();
    const second = await open();
    const after: string[] = [];
    await second.publish(topic, numbered(5, 1, 'new'));
    await second.consume({
      group: 'resume',
      topics: [topic],
      handler: async (messages) => {
        for (const message of messages) after.push(message.id);
      },
    });
    await eventually(() => expect(after.length).toBeGreaterThanOrEqual(5));
    expect(after).toEqual(['new0', 'new1', 'new2', 'new3', 'new4']);
  });

  it('wakes a waiting consumer of another bus within a second', async () => {
    const consumer = await open();
    const publisher = await open();
    const topic = newTopic();
    const seen: string[] = [];
    await consumer.consume({
      group: 'wake',
      topics: [topic],
      handler: async (messages) => {
        for (const message of messages) seen.push(message.id);
      },
    });
    await publisher.publish(topic, [busMessage('k', 'warm-up')]);
    await eventually(() => expect(seen).toContain('warm-up'));
    await publisher.publish(topic, [busMessage('k', 'now')]);
    await eventually(() => expect(seen).toContain('now'), 1000);
  });
}
