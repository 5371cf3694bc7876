import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { COMPACTED_TOPICS, PASSING_TOPICS } from '@stars/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { busMessage, describeEventBusContract } from './contract.js';
import type { SqliteEventBusOptions } from './embedded.js';
import type { BusMessage } from './port.js';
import { EmbeddedBuses, QUICK } from './testing/embedded-buses.js';

describe.each([false, true])('publishing in a separate thread: %s', (publishesApart) => {
  describeEventBusContract('SqliteEventBus', async () => {
    const buses = new EmbeddedBuses();
    return {
      open: async () => buses.open({ ...QUICK, publishesApart }).bus,
      deduplicates: true,
      dispose: () => buses.close(),
    };
  });
});

describe('SqliteEventBus', () => {
  let buses: EmbeddedBuses;
  const open = (options?: SqliteEventBusOptions) => buses.open(options);

  beforeEach(() => {
    buses = new EmbeddedBuses();
  });
  afterEach(() => buses.close());

  it('gives the thread back between batches of a long read', async () => {
    const { bus } = open();
    const ids = Array.from({ length: 500 }, (_, n) => `${n}`);
    await bus.publish(
      't',
      ids.map((id) => busMessage('k', id)),
    );
    let turns = 0;
    let reading = true;
    const others = (async () => {
      for (; reading; turns++) await setImmediate();
    })();
    let batches = 0;
    for await (const batch of bus.read({ topic: 't', batchSize: 10 })) batches += batch.length / 10;
    reading = false;
    await others;
    expect(batches).toBe(50);
    expect(turns).toBeGreaterThanOrEqual(50);
  });

  it('does not let a compacted topic or its memory of ids grow with the number of versions', async () => {
    const { bus, db } = open();
    const topic = COMPACTED_TOPICS[0]!;
    for (let version = 0; version < 200; version++) {
      await bus.publish(topic, [busMessage('item', `item@${version}`), busMessage('other', `other@${version}`)]);
    }
    const { id } = db.prepare('SELECT id FROM bus_topic WHERE name = ?').get(topic) as { id: number };
    expect(db.prepare(`SELECT count(*) AS n FROM bus_log_${id}`).get()).toEqual({ n: 2 });
    expect(db.prepare('SELECT count(*) AS n FROM bus_id_run').get()).toEqual({ n: 0 });
    expect(db.prepare(`SELECT max(json_array_length(recent_ids)) AS n FROM bus_key_${id}`).get()).toEqual({ n: 16 });
    expect(await bus.publish(topic, [busMessage('item', 'item@190')])).toEqual({ appended: 0, duplicates: 1 });
    expect(await bus.endOffsets(topic)).toEqual(new Map([[0, 400]]));
  });

  it('drops messages of a passing topic once its group has handled them, and keeps their offsets', async () => {
    const { bus } = open();
    const topic = PASSING_TOPICS[0]!;
    const publish = (...ids: string[]) =>
      bus.publish(
        topic,
        ids.map((id) => busMessage('key', id)),
      );
    const left = async (): Promise<string[]> => {
      const ids: string[] = [];
      for await (const batch of bus.read({ topic })) ids.push(...batch.map(({ id }) => id));
      return ids;
    };
    await publish('a', 'b');
    let fails = true;
    const handled: number[] = [];
    const handler = async (messages: BusMessage[]): Promise<void> => {
      if (fails) throw new Error('not now');
      handled.push(...messages.map(({ offset }) => offset));
    };
    await bus.consume({ group: 'only', topics: [topic], handler });
    expect(await left()).toEqual(['a', 'b']);
    fails = false;
    await expect.poll(left).toEqual([]);
    await publish('c');
    await expect.poll(() => handled).toEqual([0, 1, 2]);
    expect(await bus.endOffsets(topic)).toEqual(new Map([[0, 3]]));
  });

  it('misses no key of a compacted topic during changes', async () => {
    const { bus } = open();
    const topic = COMPACTED_TOPICS[0]!;
    const keys = Array.from({ length: 50 }, (_, i) => `item${i}`);
    await bus.publish(
      topic,
      keys.map((key) => busMessage(key, `${key}@1`)),
    );
    const seen = new Set<string>();
    let round = 1;
    for await (const batch of bus.read({ topic, batchSize: 10 })) {
      for (const message of batch) seen.add(message.key);
      round++;
      if (round < 5)
        await bus.publish(
          topic,
          keys
            .slice(10)
            .reverse()
            .map((key) => busMessage(key, `${key}@${round}`)),
        );
    }
    expect([...seen].sort()).toEqual([...keys].sort());
  });

  it('remembers ids through many publishes, merges and a reopening', async () => {
    const first = open();
    const ids = Array.from({ length: 12_000 }, (_, i) => busMessage('k', `event-${i}`, ''));
    for (let at = 0; at < 2000; at += 4) await first.bus.publish('t', ids.slice(at, at + 4));
    for (let at = 2000; at < 12_000; at += 2500) await first.bus.publish('t', ids.slice(at, at + 2500));
    const second = open();
    expect(await second.bus.publish('t', ids)).toEqual({ appended: 0, duplicates: 12_000 });
    expect(await first.bus.publish('t', [...ids, busMessage('k', 'fresh')])).toEqual({
      appended: 1,
      duplicates: 12_000,
    });
    const runs = first.db.prepare('SELECT count(*) AS n, sum(entries) AS ids FROM bus_id_run').get() as { n: number };
    expect(runs).toMatchObject({ ids: 12_001 });
    expect(runs.n).toBeLessThan(40);
  });

  it('shares one transaction among calls of one tick, and separates their failures', async () => {
    const { bus, db } = open();
    await bus.publish('t', [busMessage('k', 'first')]);
    db.exec('PRAGMA max_page_count = 150');
    const noise = randomBytes(2_000_000);
    const results = await Promise.allSettled([
      bus.publish('t', [busMessage('k', 'a'), busMessage('k', 'b')]),
      bus.publish('t', [busMessage('k', 'c'), busMessage('k', 'far too big', noise)]),
      bus.publish('t', [busMessage('k', 'a')]),
    ]);
    expect(results[0]).toMatchObject({ status: 'fulfilled', value: { appended: 2, duplicates: 0 } });
    expect(results[1]).toMatchObject({ status: 'rejected', reason: { code: 'STARS_DISK_FULL' } });
    expect(results[2]).toMatchObject({ status: 'fulfilled', value: { appended: 0, duplicates: 1 } });
    db.exec('PRAGMA max_page_count = 4294967294');
    expect(await bus.publish('t', [busMessage('k', 'c')])).toEqual({ appended: 1, duplicates: 0 });
  });

  it('moves past offsets that were erased', async () => {
    const { bus } = open();
    await bus.publish('t', [busMessage('gone', 'one'), busMessage('gone', 'two')]);
    expect(await bus.eraseKey(['t'], 'gone')).toBe(2);
    expect(await bus.eraseKey(['t'], 'gone')).toBe(0);
    const seen: string[] = [];
    await bus.consume({
      group: 'g',
      topics: ['t'],
      handler: async (messages) => {
        for (const message of messages) seen.push(message.id);
      },
    });
    await bus.publish('t', [busMessage('k', 'three')]);
    await vi.waitFor(() => expect(seen).toEqual(['three']));
    expect(await bus.publish('t', [busMessage('gone', 'one')])).toEqual({ appended: 1, duplicates: 0 });
  });
});
