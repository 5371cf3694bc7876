import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { HealthRegistry } from './health.js';
import { closeInOrder, runUntilSignal } from './shutdown.js';

describe('runUntilSignal', () => {
  it('drains, then closes in order, even if one fails', async () => {
    const signals = new EventEmitter();
    const health = new HealthRegistry();
    const order: string[] = [];
    const done = runUntilSignal(
      [
        {
          close: async () => {
            order.push(`server, ready ${(await health.readiness()).ready}`);
            throw new Error('server is stuck');
          },
        },
        { close: async () => void order.push('store') },
      ],
      { timeoutMs: 1000, health, signals, exit: (code) => void order.push(`exit ${code}`) },
    );
    signals.emit('SIGTERM', 'SIGTERM');
    await done;
    expect(order).toEqual(['server, ready false', 'store']);
    expect(signals.listenerCount('SIGTERM')).toBe(0);
  });

  it('leaves at once on the second signal', async () => {
    const signals = new EventEmitter();
    const codes: number[] = [];
    const closing = Promise.withResolvers<void>();
    const done = runUntilSignal([{ close: () => closing.promise }], {
      timeoutMs: 10_000,
      signals,
      exit: (code) => void codes.push(code),
    });
    signals.emit('SIGINT', 'SIGINT');
    signals.emit('SIGINT', 'SIGINT');
    expect(codes).toEqual([130]);
    closing.resolve();
    await done;
  });

  it('closes everything after a drain that takes longer than closing may', async () => {
    const signals = new EventEmitter();
    const order: string[] = [];
    const done = runUntilSignal(
      [{ close: async () => void order.push('server') }, { close: async () => void order.push('store') }],
      {
        timeoutMs: 50,
        drainMs: 200,
        signals,
        exit: (code) => void order.push(`exit ${code}`),
      },
    );
    signals.emit('SIGTERM', 'SIGTERM');
    await done;
    expect(order).toEqual(['server', 'store']);
  });

  it('closes the stores though a server never closes, then leaves with 1', async () => {
    const signals = new EventEmitter();
    const order: string[] = [];
    const left = Promise.withResolvers<void>();
    const began = performance.now();
    void runUntilSignal(
      [{ close: () => new Promise(() => undefined) }, { close: async () => void order.push('store') }],
      {
        timeoutMs: 100,
        signals,
        exit: (code) => {
          order.push(`exit ${code}`);
          left.resolve();
        },
      },
    );
    signals.emit('SIGTERM', 'SIGTERM');
    await left.promise;
    expect(order).toEqual(['store', 'exit 1']);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('leaves a part behind whose share is over, and leaves in time', async () => {
    const never = { close: () => new Promise(() => undefined) };
    const began = performance.now();
    expect(await closeInOrder([never, never, never], { timeoutMs: 150 })).toBe(false);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(await closeInOrder([{ close: async () => undefined }], { timeoutMs: 150 })).toBe(true);
  });
});
