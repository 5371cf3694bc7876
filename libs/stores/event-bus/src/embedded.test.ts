import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMPACTED_TOPICS, deadLetterTopic } from '@stars/contracts';
import { type Database, openDatabase } from '@stars/sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { busMessage, describeEventBusContract } from './contract.js';
import { SqliteEventBus, type SqliteEventBusOptions } from './embedded.js';
import type { BusMessage, EventBus } from './port.js';

const QUICK: SqliteEventBusOptions = { pollMs: 20, backOff: { minMs: 5, maxMs: 20 } };

/** A bus with a handle of its own, closed with it: what another process would have. */
function openBus(file: string, options: SqliteEventBusOptions = QUICK): { bus: EventBus; db: Database } {
  const db = openDatabase(file);
  const bus = new SqliteEventBus(db, options);
  const close = bus.close.bind(bus);
  bus.close = async () => {
    await close();
    db.close();
  };
  return { bus, db };
}

describe.each([false, true])('publishing in a thread of its own: %s', (publishesApart) => {
  describeEventBusContract('SqliteEventBus', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stars-bus-'));
    return {
      open: async () => openBus(join(folder, 'stars.db'), { ...QUICK, publishesApart }).bus,
      deduplicates: true,
      dispose: async () => rmSync(folder, { recursive: true, force: true }),
    };
  });
});

describe('SqliteEventBus', () => {
  let folder: string;
  let file: string;
  const buses: EventBus[] = [];
  const open = (options?: SqliteEventBusOptions) => {
    const opened = openBus(file, options);
    buses.push(opened.bus);
    return opened;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-bus-'));
    file = join(folder, 'stars.db');
  });
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('fences a zombie: what it commits after its lease was taken over is refused', async () => {
    let now = 1_000_000;
    const options = { ...QUICK, leaseMs: 3000, now: () => now };
    const zombie = open(options);
    const heir = open(options);
    await zombie.bus.publish('t', [busMessage('k', 'one'), busMessage('k', 'poison')]);
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const lost = Promise.withResolvers<unknown>();
    let calls = 0;
    await zombie.bus.consume({
      group: 'g',
      topics: ['t'],
      handler: async (messages) => {
        calls++;
        begun.resolve();
        await release.promise;
        return messages.map((message) => ({ message, code: 'STARS_X', reason: 'from the zombie' }));
      },
      onError: lost.resolve,
    });
    await begun.promise;
    const inherited: BusMessage[] = [];
    const holdHeir = Promise.withResolvers<void>();
    await heir.bus.consume({
      group: 'g',
      topics: ['t'],
      handler: async (messages) => {
        inherited.push(...messages);
        await holdHeir.promise;
      },
    });
    await sleep(100);
    expect(inherited).toEqual([]);
    now += 3001;
    await vi.waitFor(() => expect(inherited).toHaveLength(2));
    release.resolve();
    expect(await lost.promise).toMatchObject({ code: 'STARS_UNAVAILABLE' });
    expect(await heir.bus.lag('g', ['t'])).toEqual(new Map([['t', 2]]));
    expect((await heir.bus.endOffsets(deadLetterTopic('t'))).get(0)).toBe(0);
    holdHeir.resolve();
    await vi.waitFor(async () => expect(await heir.bus.lag('g', ['t'])).toEqual(new Map([['t', 0]])));
    expect(calls).toBe(1);
    expect((await heir.bus.endOffsets(deadLetterTopic('t'))).get(0)).toBe(0);
  });

  it('keeps its lease by heartbeats while a handler works longer than the lease', async () => {
    const options = { ...QUICK, leaseMs: 300 };
    const first = open(options);
    const second = open(options);
    await first.bus.publish('t', [busMessage('k', 'one')]);
    const others: string[] = [];
    const done = Promise.withResolvers<void>();
    await first.bus.consume({
      group: 'g',
      topics: ['t'],
      handler: async (_, signal) => {
        await sleep(1200);
        expect(signal.aborted).toBe(false);
        done.resolve();
      },
    });
    await second.bus.consume({
      group: 'g',
      topics: ['t'],
      handler: async (messages) => {
        for (const message of messages) others.push(message.id);
      },
    });
    await done.promise;
    await vi.waitFor(async () => expect(await first.bus.lag('g', ['t'])).toEqual(new Map([['t', 0]])));
    expect(others).toEqual([]);
  });

  it('aborts the handler when the lease is gone', async () => {
    const { bus, db } = open({ ...QUICK, leaseMs: 150 });
    await bus.publish('t', [busMessage('k', 'one')]);
    const aborted = Promise.withResolvers<unknown>();
    await bus.consume({
      group: 'g',
      topics: ['t'],
      handler: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted.resolve(signal.reason);
            reject(signal.reason);
          });
          db.prepare(`UPDATE bus_group SET owner = 'somebody else', epoch = epoch + 1, expires = 9e15`).run();
        }),
    });
    expect(await aborted.promise).toMatchObject({ code: 'STARS_UNAVAILABLE' });
  });

  it('bounds what close waits for, and leaves the batch uncommitted', async () => {
    const { bus } = open({ ...QUICK, closeGraceMs: 50 });
    await bus.publish('t', [busMessage('k', 'one')]);
    const begun = Promise.withResolvers<void>();
    const never = new Promise<void>(() => undefined);
    const subscription = await bus.consume({
      group: 'g',
      topics: ['t'],
      handler: async () => {
        begun.resolve();
        await never;
      },
    });
    await begun.promise;
    await expect(subscription.close()).rejects.toMatchObject({ code: 'STARS_DEADLINE_EXCEEDED' });
    expect(await bus.lag('g', ['t'])).toEqual(new Map([['t', 1]]));
  });

  it('stops retrying when it closes', async () => {
    const { bus } = open({ ...QUICK, backOff: { minMs: 60_000, maxMs: 60_000 } });
    await bus.publish('t', [busMessage('k', 'one')]);
    const failed = Promise.withResolvers<void>();
    const subscription = await bus.consume({
      group: 'g',
      topics: ['t'],
      handler: async () => {
        throw new Error('away');
      },
      onError: () => failed.resolve(),
    });
    await failed.promise;
    await subscription.close();
    expect(await bus.lag('g', ['t'])).toEqual(new Map([['t', 1]]));
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

  it('misses no key of a compacted topic that changes while it is read', async () => {
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
    const first = open({ ...QUICK, idCacheBytes: 1000 });
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

  it('shares one transaction among calls of one turn, and keeps their failures apart', async () => {
    const { bus, db } = open();
    await bus.publish('t', [busMessage('k', 'first')]);
    db.limitSize(600 * 1024);
    const noise = randomBytes(2_000_000);
    const results = await Promise.allSettled([
      bus.publish('t', [busMessage('k', 'a'), busMessage('k', 'b')]),
      bus.publish('t', [busMessage('k', 'c'), busMessage('k', 'far too big', noise)]),
      bus.publish('t', [busMessage('k', 'a')]),
    ]);
    expect(results[0]).toMatchObject({ status: 'fulfilled', value: { appended: 2, duplicates: 0 } });
    expect(results[1]).toMatchObject({ status: 'rejected', reason: { code: 'STARS_DISK_FULL' } });
    expect(results[2]).toMatchObject({ status: 'fulfilled', value: { appended: 0, duplicates: 1 } });
    db.limitSize(undefined);
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
