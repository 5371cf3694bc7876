import { StarsError } from '@stars/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreTimeouts } from './store-timeouts.js';
import { failing, hanging } from './testing/fake.js';

const STORE_MS = 600;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** When a request ends (ms from now), and with which code. */
async function endOf(answer: Promise<unknown>): Promise<{ ms: number; code: string }> {
  const begun = performance.now();
  const ended = answer.then(
    () => ({ ms: performance.now() - begun, code: 'OK' }),
    (error: StarsError) => ({ ms: performance.now() - begun, code: error.code }),
  );
  await vi.runAllTimersAsync();
  return ended;
}

describe('StoreTimeouts', () => {
  it.each([
    { leftMs: 900, waitsMs: 300 },
    { leftMs: 1797, waitsMs: 599 },
    { leftMs: 1_000_000, waitsMs: STORE_MS },
    { leftMs: 0, waitsMs: 0 },
    { leftMs: -50, waitsMs: 0 },
  ])(
    'waits a third of the $leftMs ms that an answer has left, and at most the limit of a store',
    async ({ leftMs, waitsMs }) => {
      const timeouts = new StoreTimeouts({ storeMs: STORE_MS });
      const end = await endOf(timeouts.ask('index', performance.now() + leftMs, hanging));
      expect(end).toEqual({ ms: waitsMs, code: 'STARS_DEADLINE_EXCEEDED' });
    },
  );

  it('passes on the answers and errors of the store', async () => {
    const timeouts = new StoreTimeouts({ storeMs: STORE_MS });
    const until = performance.now() + 10_000;
    await expect(timeouts.ask('index', until, async () => 7)).resolves.toBe(7);
    const refused = timeouts.ask('index', until, failing('STARS_INVALID_FIELD'));
    await expect(refused).rejects.toMatchObject({ code: 'STARS_INVALID_FIELD' });
  });

  it('does not ask a store that failed three times in a row until a pause is over, and asks the others', async () => {
    const timeouts = new StoreTimeouts({ storeMs: STORE_MS });
    const until = performance.now() + 1_000_000;
    for (let n = 0; n < 3; n++) await timeouts.ask('index', until, failing()).catch(() => undefined);
    const asked = vi.fn(async () => 'there');
    await expect(timeouts.ask('index', until, asked)).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    expect(asked).not.toHaveBeenCalled();
    await expect(timeouts.ask('catalogue', until, asked)).resolves.toBe('there');
    vi.advanceTimersByTime(250);
    await expect(timeouts.ask('index', until, asked)).resolves.toBe('there');
    await expect(timeouts.ask('index', until, asked)).resolves.toBe('there');
  });

  it('does not count it as a failure of the store that callers had little time', async () => {
    const timeouts = new StoreTimeouts({ storeMs: STORE_MS });
    const slow = () => new Promise((resolve) => setTimeout(resolve, STORE_MS / 2, 'slow'));
    for (let n = 0; n < 4; n++) {
      expect(await endOf(timeouts.ask('index', performance.now() + 30, slow))).toMatchObject({ ms: 10 });
    }
    expect(await endOf(timeouts.ask('index', performance.now() + 10_000, slow))).toEqual({
      ms: STORE_MS / 2,
      code: 'OK',
    });
  });

  it('treats a store that hangs as away after three requests', async () => {
    const timeouts = new StoreTimeouts({ storeMs: STORE_MS });
    const ask = () => endOf(timeouts.ask('index', performance.now() + 1_000_000, hanging));
    for (let n = 0; n < 3; n++) expect(await ask()).toEqual({ ms: STORE_MS, code: 'STARS_DEADLINE_EXCEEDED' });
    expect(await ask()).toEqual({ ms: 0, code: 'STARS_UNAVAILABLE' });
  });
});
