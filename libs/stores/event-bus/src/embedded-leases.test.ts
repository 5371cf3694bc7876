import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetterTopic } from '@stars/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { busMessage } from './contract.js';
import type { SqliteEventBusOptions } from './embedded.js';
import type { BusMessage } from './port.js';
import { EmbeddedBuses, QUICK } from './testing/embedded-buses.js';

describe('consumers of SqliteEventBus and their leases', () => {
  let buses: EmbeddedBuses;
  const open = (options?: SqliteEventBusOptions) => buses.open(options);

  beforeEach(() => {
    buses = new EmbeddedBuses();
  });
  afterEach(() => buses.close());

  it('fences a zombie: commits are refused after its lease was taken over', async () => {
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

  it('is taken over at once if it was made by a clock that was a day ahead', async () => {
    let now = 1_000_000;
    const options = { ...QUICK, now: () => now };
    const [killed, heir] = [open(options), open(options)];
    await killed.bus.publish('t', [busMessage('k', 'one')]);
    const begun = Promise.withResolvers<void>();
    now += 86_400_000;
    const never = Promise.withResolvers<void>();
    const consumed = { group: 'g', topics: ['t'] };
    await killed.bus.consume({
      ...consumed,
      handler: () => {
        begun.resolve();
        return never.promise;
      },
      onError: () => undefined,
    });
    await begun.promise;
    now -= 86_400_000;
    const handled = Promise.withResolvers<readonly BusMessage[]>();
    await heir.bus.consume({ ...consumed, handler: async (messages) => handled.resolve(messages) });
    expect(await handled.promise).toHaveLength(1);
    never.resolve();
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

  it('limits how long close waits, and leaves the batch uncommitted', async () => {
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
    const { bus } = open({ ...QUICK, backOff: { firstMs: 60_000, mostMs: 60_000 } });
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
});
