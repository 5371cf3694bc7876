import { describe, expect, it } from 'vitest';
import { errorOfStatus, parseRetryAfter } from './endpoint-error.js';
import { type RetryAdvice, type RetryPolicy, retry, retryDelay } from './retry.js';

const policy: RetryPolicy = {
  attempts: 4,
  timeoutAttempts: 2,
  minDelayMs: 100,
  maxDelayMs: 1000,
  maxRetryAfterMs: 5000,
};

async function run(failures: number, advice: RetryAdvice) {
  const waits: number[] = [];
  let calls = 0;
  const deps = { sleep: async (ms: number) => void waits.push(ms), random: () => 0.5 };
  const work = async () => {
    if (++calls <= failures) throw new Error(`failure ${calls}`);
    return 'done';
  };
  const result = await retry(work, () => advice, policy, deps).catch((error: Error) => error.message);
  return { result, waits, calls };
}

describe('retry', () => {
  it('waits twice as long each time, with jitter, up to the bound', async () => {
    expect(await run(3, { retry: true })).toEqual({ result: 'done', waits: [100, 200, 400], calls: 4 });
    expect(retryDelay(policy, 30, undefined, 0.999)).toBeLessThanOrEqual(1000);
    expect(retryDelay(policy, 1, undefined, 0)).toBe(0);
  });

  it('gives up after the last try with the last error', async () => {
    expect(await run(9, { retry: true })).toMatchObject({ result: 'failure 4', calls: 4 });
  });

  it('tries fewer times if each try takes the whole time limit', async () => {
    expect(await run(9, { retry: true, timedOut: true })).toMatchObject({ result: 'failure 2', calls: 2 });
  });

  it('tries once if it can never succeed', async () => {
    expect(await run(9, { retry: false })).toEqual({ result: 'failure 1', waits: [], calls: 1 });
  });

  it('waits as long as the server requests, within a bound', async () => {
    expect(await run(1, { retry: true, retryAfterMs: 3000 })).toMatchObject({ result: 'done', waits: [3050] });
    expect(await run(1, { retry: true, retryAfterMs: 6000 })).toMatchObject({ result: 'failure 1', waits: [] });
  });
});

describe('errorOfStatus', () => {
  it.each([
    [401, 'STARS_CONFIG_INVALID', false],
    [404, 'STARS_CONFIG_INVALID', false],
    [400, 'STARS_INVALID_FIELD', false],
    [413, 'STARS_INVALID_FIELD', false],
    [408, 'STARS_UNAVAILABLE', true],
    [429, 'STARS_OVERLOADED', true],
    [500, 'STARS_UNAVAILABLE', true],
    [503, 'STARS_UNAVAILABLE', true],
  ])('%i is %s', (status, code, again) => {
    const error = errorOfStatus(status, 'detail', undefined, undefined, 0);
    expect([error.code, error.advice.retry]).toEqual([code, again]);
  });

  it('does not repeat a server’s message about the key, and does not wait for a quota', () => {
    expect(errorOfStatus(401, 'Incorrect API key sk-12***', undefined, undefined, 0).message).not.toContain('sk-12');
    expect(errorOfStatus(429, 'x', 'insufficient_quota', '1', 0).advice.retry).toBe(false);
  });

  it('reads Retry-After as seconds and as a date', () => {
    expect(parseRetryAfter('2', 0)).toBe(2000);
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000);
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:01 GMT', 4000)).toBe(0);
    expect(parseRetryAfter('soon', 0)).toBeUndefined();
    expect(parseRetryAfter(null, 0)).toBeUndefined();
  });
});
