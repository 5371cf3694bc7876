import { StarsError } from '@stars/errors';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.js';

const LIMITS = { failures: 3, limitMs: 20, firstPauseMs: 100, mostPauseMs: 300 };
const away = () => Promise.reject(new StarsError('STARS_UNAVAILABLE', 'no connection'));

let time: number;
let breaker: CircuitBreaker;
let calls: number;
beforeEach(() => {
  time = 0;
  calls = 0;
  breaker = new CircuitBreaker('store', LIMITS, () => time);
});

/** The message of the error, or the result. */
async function ask(work: () => Promise<unknown> = away): Promise<unknown> {
  return breaker
    .run(() => {
      calls++;
      return work();
    })
    .catch((error: Error) => error.message);
}

/** The same numbers from 0 to 1 in every run. */
const unit = (n: number): number => Math.sin(n + 1) * 10_000 - Math.floor(Math.sin(n + 1) * 10_000);

async function open(): Promise<void> {
  for (let i = 0; i < LIMITS.failures; i++) await ask();
}

describe('CircuitBreaker', () => {
  it('lets everything through while the server answers, including errors of the request', async () => {
    const wrong = () => Promise.reject(new StarsError('STARS_INVALID_FIELD', 'wrong width'));
    for (let i = 0; i < 10; i++) {
      expect(await ask(async () => i)).toBe(i);
      expect(await ask(wrong)).toBe('wrong width');
    }
    expect(calls).toBe(20);
  });

  it('does not open for failures that are not in a row', async () => {
    for (let i = 0; i < 10; i++) {
      await ask();
      await ask();
      expect(await ask(async () => 'fine')).toBe('fine');
    }
    expect(breaker.isOpen).toBe(false);
  });

  it('refuses at once while the server is away, and tries again after a growing pause', async () => {
    await open();
    expect(breaker.isOpen).toBe(true);
    expect([await ask(), calls]).toEqual(['the store is away', 3]);
    for (const pause of [100, 200, 300, 300]) {
      time += pause - 1;
      expect(await ask()).toBe('the store is away');
      time += 1;
      expect(await ask()).toBe('no connection');
    }
    expect(calls).toBe(7);
  });

  it('lets one caller try, and all once it has an answer', async () => {
    await open();
    time += 100;
    const held = Promise.withResolvers<string>();
    const trial = ask(() => held.promise);
    expect(await ask(async () => 'too early')).toBe('the store is away');
    held.resolve('back');
    expect(await trial).toBe('back');
    expect([await ask(async () => 'fine'), breaker.isOpen]).toEqual(['fine', false]);
    // The next pause is as short as the first one.
    time += LIMITS.limitMs;
    await open();
    time += 100;
    expect(await ask(async () => 'fine')).toBe('fine');
  });

  it('counts work that hangs as a failure', async () => {
    const hang = () => new Promise(() => undefined);
    const messages = await Promise.all([1, 2, 3].map(() => ask(hang)));
    expect(messages).toEqual(Array(3).fill('the store gave no answer within 20 ms'));
    expect(await ask(async () => 'fine')).toBe('the store is away');
  });

  it.each([0.5, 0.8])('refuses no call although %d of them take too long', async (late) => {
    vi.useFakeTimers();
    const slow = new CircuitBreaker('store', { failures: 3, limitMs: 2000, firstPauseMs: 250, mostPauseMs: 2000 });
    const refused = vi.fn();
    for (let call = 0; call < 1000; call++) {
      const takesMs = unit(call) < late ? 2200 : 1800;
      const asked = slow.run(() => new Promise((answer) => setTimeout(answer, takesMs)));
      asked.catch(({ message }: Error) => message.includes('is away') && refused());
      await vi.advanceTimersByTimeAsync(20);
    }
    vi.useRealTimers();
    expect(refused).not.toHaveBeenCalled();
  });

  it('makes one pause for many that fail together', async () => {
    await Promise.all(Array.from({ length: 50 }, () => ask()));
    time += 100;
    expect(await ask(async () => 'fine')).toBe('fine');
  });

  it('does not know of a server that nobody asks any more whether it is away', async () => {
    expect(breaker.isAway).toBe(false);
    await open();
    expect(breaker.isAway).toBe(true);
    time += LIMITS.firstPauseMs + LIMITS.mostPauseMs + LIMITS.limitMs;
    expect([breaker.isAway, breaker.isOpen]).toEqual([false, true]);
    await ask();
    expect(breaker.isAway).toBe(true);
    time += 2 * LIMITS.firstPauseMs;
    await ask(async () => 'back');
    expect(breaker.isAway).toBe(false);
  });
});
