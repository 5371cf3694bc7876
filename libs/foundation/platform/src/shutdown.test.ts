import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { HealthRegistry } from './health.js';
import { runUntilSignal } from './shutdown.js';

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

  it('leaves with 1 when closing takes longer than allowed', async () => {
    const signals = new EventEmitter();
    const left = Promise.withResolvers<number>();
    void runUntilSignal([{ close: () => new Promise(() => undefined) }], {
      timeoutMs: 5,
      signals,
      exit: (code) => left.resolve(code),
    });
    signals.emit('SIGTERM', 'SIGTERM');
    expect(await left.promise).toBe(1);
  });
});
