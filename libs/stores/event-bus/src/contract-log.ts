import { randomUUID } from 'node:crypto';
import { COMPACTED_TOPICS, deadLetterTopic } from '@stars/contracts';
import { expect, it } from 'vitest';
import { busMessage, type ContractBench, eventually, numbered, readAll, text } from './contract-bench.js';
import type { BusMessage, OutgoingMessage } from './port.js';

/** Publishing, reading, counting and erasing. */
export function describeLogContract(bench: ContractBench): void {
  const { open, newTopic } = bench;

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

  it('refuses a value over 8 MiB, and the whole call', async () => {
    const bus = await open();
    const topic = newTopic();
    const call = bus.publish(topic, [busMessage('k', 'small'), busMessage('k', 'huge', new Uint8Array(8_388_609))]);
    await expect(call).rejects.toMatchObject({ code: 'STARS_TOO_LARGE' });
    expect(await readAll(bus, topic)).toEqual([]);
  });

  it('accepts a value of exactly 8 MiB that does not compress', async () => {
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

  it('counts duplicates if it remembers ids, and else appends them', async () => {
    const bus = await open();
    const other = await open();
    const topic = newTopic();
    await bus.publish(topic, numbered(100, 7));
    const again = await other.publish(topic, [...numbered(100, 7), busMessage('k', 'new'), busMessage('k', 'new')]);
    expect(again).toEqual(bench.deduplicates() ? { appended: 1, duplicates: 101 } : { appended: 102, duplicates: 0 });
    expect(new Set((await readAll(bus, topic)).map((message) => message.id)).size).toBe(101);
  });

  it('keeps all messages of concurrent publishers', async () => {
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

  it('reads from given offsets, in order within a partition, and only messages that were there at the call', async () => {
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
      for await (const _ of bus.read({ topic, batchSize: 10, signal: abort.signal })) abort.abort(new Error('enough'));
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

  it('says what it still keeps, also since a time, and may be told for how long', async () => {
    const bus = await open();
    const topic = newTopic();
    expect(await bus.keepFor(topic, 86_400_000)).toBe(false);
    await bus.publish(topic, numbered(12, 4));
    const ends = await bus.endOffsets(topic);
    const first = await bus.firstOffsets(topic);
    expect([...first]).toEqual([...ends.keys()].map((partition) => [partition, 0]));
    expect(await bus.firstOffsets(topic, Date.now() - 3_600_000)).toEqual(first);
    const later = await bus.firstOffsets(topic, Date.now() + 3_600_000);
    expect([first, ends]).toContainEqual(later);
    const keeps = await bus.keepFor(topic, 86_400_000);
    expect(keeps).toBe(!bench.deduplicates());
    expect(await readAll(bus, topic)).toHaveLength(12);
  });

  it('makes topics that are missing, and leaves those that are there', async () => {
    const bus = await open();
    const [one, other] = [newTopic(), newTopic()];
    await bus.publish(one, numbered(12, 4));
    const ends = await bus.endOffsets(one);
    for (let n = 0; n < 2; n++) {
      await bus.makeTopics([one, other]);
      expect(await bus.topicsWithAside([one, other])).toEqual([one, other]);
      expect(await bus.endOffsets(one)).toEqual(ends);
    }
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

  it('erases a key and nothing else, also in dead letters', async () => {
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
    // If the bus knows how many were erased.
    expect([12, undefined]).toContain(await bus.eraseKey([topic], 'k1'));
    const keys = new Set((await readAll(bus, topic)).map((message) => message.key));
    expect([...keys]).toEqual(['k0']);
    expect(await readAll(bus, deadLetterTopic(topic))).toEqual([]);
    expect([0, undefined]).toContain(await bus.eraseKey([topic], 'k1'));
  });

  it('refuses work once closed', async () => {
    const bus = await open();
    await bus.close();
    await expect(bus.publish(newTopic(), numbered(1, 1))).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    await expect(bus.endOffsets(newTopic())).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
  });
}
