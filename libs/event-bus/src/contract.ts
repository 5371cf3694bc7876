import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMPACTED_TOPICS, deadLetterTopic } from '@stars/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEAD_LETTER_HEADERS } from './dead-letter.js';
import type { BusMessage, EventBus, OutgoingMessage } from './port.js';

/** One place that buses of the adapter under test share, such as a file or a broker. */
export interface EventBusPlace {
  /** A bus of its own on the place, as another process would have. */
  open(): Promise<EventBus>;
  /** Publishing an id again appends nothing. */
  deduplicates: boolean;
  dispose(): Promise<void>;
}

const text = (message: BusMessage): string => new TextDecoder().decode(message.value);

export const busMessage = (key: string, id: string, value: string | Uint8Array = id): OutgoingMessage => ({
  key,
  id,
  value: typeof value === 'string' ? new TextEncoder().encode(value) : value,
});

const numbered = (count: number, keys: number, prefix = 'm'): OutgoingMessage[] =>
  Array.from({ length: count }, (_, i) => busMessage(`k${i % keys}`, `${prefix}${i}`, String(i)));

/** Waits until the condition holds; fails with its last error or value. */
async function eventually(condition: () => Promise<void> | void, withinMs = 20_000): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await condition();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(25);
    }
  }
}

async function readAll(bus: EventBus, topic: string): Promise<BusMessage[]> {
  const all: BusMessage[] = [];
  for await (const batch of bus.read({ topic })) all.push(...batch);
  return all;
}

/** What every event bus does. Assumes at-least-once delivery and nothing about partitions. */
export function describeEventBusContract(name: string, makePlace: () => Promise<EventBusPlace>): void {
  describe(`${name} as an event bus`, () => {
    let place: EventBusPlace;
    const buses: EventBus[] = [];
    const open = async (): Promise<EventBus> => {
      const bus = await place.open();
      buses.push(bus);
      return bus;
    };
    const newTopic = (): string => `test.${randomUUID()}`;

    beforeAll(async () => {
      place = await makePlace();
    });
    afterEach(async () => {
      await Promise.all(buses.splice(0).map((bus) => bus.close()));
    });
    afterAll(() => place.dispose());

    it('gives back what was published: keys, ids, headers and values of any kind', async () => {
      const bus = await open();
      const topic = newTopic();
      const sent: OutgoingMessage[] = [
        { ...busMessage('', 'empty key', ''), headers: {} },
        { ...busMessage('Ключ/键🍎', 'id-é🍏', new Uint8Array([0, 255, 128])), headers: { größe: 'ß', empty: '' } },
        busMessage(
          'k',
          'big',
          new Uint8Array(1_000_000).map((_, i) => (i * 31) % 251),
        ),
        busMessage('k', 'compressible', 'a'.repeat(500_000)),
      ];
      expect(await bus.publish(topic, sent)).toEqual({ appended: 4, duplicates: 0 });
      const got = await readAll(bus, topic);
      expect(got).toHaveLength(4);
      for (const message of sent) {
        const same = got.find((candidate) => candidate.id === message.id)!;
        expect(same).toMatchObject({ topic, key: message.key });
        expect(same.headers).toEqual(message.headers ?? {});
        expect(Buffer.compare(same.value, message.value)).toBe(0);
      }
    });

    it('refuses a value over 8 MiB, and all of that call with it', async () => {
      const bus = await open();
      const topic = newTopic();
      const call = bus.publish(topic, [busMessage('k', 'small'), busMessage('k', 'huge', new Uint8Array(8_388_609))]);
      await expect(call).rejects.toMatchObject({ code: 'STARS_TOO_LARGE' });
      expect(await readAll(bus, topic)).toEqual([]);
    });

    it('takes a value of exactly 8 MiB that does not compress', async () => {
      const bus = await open();
      const topic = newTopic();
      const value = new Uint8Array(8_388_608);
      for (let i = 0, state = 7; i < value.length; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        value[i] = state >>> 24;
      }
      await bus.publish(topic, [busMessage('k', 'largest', value)]);
      const [got] = await readAll(bus, topic);
      expect(Buffer.compare(got!.value, value)).toBe(0);
    });

    it('counts duplicates where it remembers ids, and else appends them', async () => {
      const bus = await open();
      const other = await open();
      const topic = newTopic();
      await bus.publish(topic, numbered(100, 7));
      const again = await other.publish(topic, [...numbered(100, 7), busMessage('k', 'new'), busMessage('k', 'new')]);
      expect(again).toEqual(place.deduplicates ? { appended: 1, duplicates: 101 } : { appended: 102, duplicates: 0 });
      expect(new Set((await readAll(bus, topic)).map((message) => message.id)).size).toBe(101);
    });

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

    it('gives every group everything, and each batch no more than asked for', async () => {
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

    it('delivers the same batch again after the handler threw, for as long as it throws', async () => {
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

    it('closes after the batch in work, whose offset is committed', async () => {
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

    it('keeps everything that concurrent publishers sent', async () => {
      const all = await Promise.all([open(), open(), open()]);
      const topic = newTopic();
      const calls = all.flatMap((bus, b) =>
        Array.from({ length: 30 }, (_, c) => bus.publish(topic, numbered(10, 3, `b${b}-${c}-`))),
      );
      const results = await Promise.all(calls);
      expect(results.reduce((sum, result) => sum + result.appended, 0)).toBe(900);
      const got = await readAll(all[0], topic);
      expect(new Set(got.map((message) => message.id)).size).toBe(900);
      const places = new Set(got.map((message) => `${message.partition}/${message.offset}`));
      expect(places.size).toBe(got.length);
    });

    it('reads from given offsets, in order within a partition, and only what was there', async () => {
      const bus = await open();
      const topic = newTopic();
      await bus.publish(topic, numbered(100, 9, 'old'));
      const from = await bus.endOffsets(topic);
      await bus.publish(topic, numbered(30, 9, 'new'));
      const got: BusMessage[] = [];
      for await (const batch of bus.read({ topic, from, batchSize: 7 })) {
        expect(batch.length).toBeLessThanOrEqual(7);
        got.push(...batch);
        if (got.length < 10) await bus.publish(topic, [busMessage('k', `late${got.length}`)]);
      }
      expect(got.map((message) => message.id).sort()).toEqual(
        numbered(30, 9, 'new')
          .map((message) => message.id)
          .sort(),
      );
      const last = new Map<number, number>();
      for (const { partition, offset } of got) {
        expect(offset).toBeGreaterThan(last.get(partition) ?? -1);
        last.set(partition, offset);
      }
    });

    it('stops reading when aborted', async () => {
      const bus = await open();
      const topic = newTopic();
      await bus.publish(topic, numbered(100, 1));
      const abort = new AbortController();
      const read = async (): Promise<void> => {
        for await (const _ of bus.read({ topic, batchSize: 10, signal: abort.signal }))
          abort.abort(new Error('enough'));
      };
      await expect(read()).rejects.toThrow('enough');
    });

    it('reports lag and end offsets, for an unknown topic too', async () => {
      const bus = await open();
      const topic = newTopic();
      expect((await bus.lag('nobody', [topic])).get(topic)).toBe(0);
      expect(await readAll(bus, topic)).toEqual([]);
      const before = await bus.endOffsets(topic);
      await bus.publish(topic, numbered(12, 4));
      expect((await bus.lag('nobody', [topic])).get(topic)).toBe(12);
      const after = await bus.endOffsets(topic);
      expect(after).not.toEqual(before);
      expect(await bus.endOffsets(topic)).toEqual(after);
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

    it('keeps the last message of each key of a compacted topic', async () => {
      const bus = await open();
      const topic = COMPACTED_TOPICS[0]!;
      const run = randomUUID();
      for (let version = 1; version <= 5; version++) {
        await bus.publish(
          topic,
          ['a', 'b'].map((item) => busMessage(`${run}/${item}`, `${run}/${item}@${version}`, `${item}${version}`)),
        );
      }
      const mine = (await readAll(bus, topic)).filter((message) => message.key.startsWith(run));
      const last = new Map(mine.map((message) => [message.key, text(message)]));
      expect([...last.values()].sort()).toEqual(['a5', 'b5']);
    });

    it('forgets a key and nothing else, in dead letters too', async () => {
      const bus = await open();
      const topic = newTopic();
      await bus.publish(topic, [...numbered(20, 2), busMessage('k1', 'bad')]);
      await bus.consume({
        group: 'erase',
        topics: [topic],
        handler: async (messages) =>
          messages.flatMap((message) => (message.id === 'bad' ? [{ message, code: 'STARS_X', reason: 'bad' }] : [])),
      });
      await eventually(async () => expect((await bus.lag('erase', [topic])).get(topic)).toBe(0));
      expect(await bus.eraseKey([topic], 'k1')).toBe(12);
      const keys = new Set((await readAll(bus, topic)).map((message) => message.key));
      expect([...keys]).toEqual(['k0']);
      expect(await readAll(bus, deadLetterTopic(topic))).toEqual([]);
      expect(await bus.eraseKey([topic], 'k1')).toBe(0);
    });

    it('refuses work once closed', async () => {
      const bus = await open();
      await bus.close();
      await expect(bus.publish(newTopic(), numbered(1, 1))).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
      await expect(bus.endOffsets(newTopic())).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    });
  });
}
