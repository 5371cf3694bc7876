import { describe, expect, it } from 'vitest';
import { errorOfStatus, parseRetryAfter } from './endpoint-error.js';

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
