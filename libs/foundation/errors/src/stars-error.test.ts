import { describe, expect, it } from 'vitest';
import { isStarsError, StarsError, type StarsErrorCode } from './stars-error.js';

/** A row for each code, so that a new code does not compile without a decision. */
const CAN_RETRY: Record<StarsErrorCode, boolean> = {
  STARS_FIELD_REQUIRED: false,
  STARS_INVALID_FIELD: false,
  STARS_UNKNOWN_TYPE: false,
  STARS_INVALID_TIME: false,
  STARS_TIME_AHEAD: false,
  STARS_TIME_BEHIND: false,
  STARS_TOO_LARGE: false,
  STARS_OUT_OF_RANGE: false,
  STARS_UNKNOWN_FILTER_FIELD: false,
  STARS_POISON_MESSAGE: false,
  STARS_UNREADABLE_FILE: false,
  STARS_SIGNATURE_INVALID: false,
  STARS_DIGEST_MISMATCH: false,
  STARS_MODEL_CORRUPT: false,
  // Until a model is trained.
  STARS_MODEL_OUTDATED: false,
  // Until a model is trained.
  STARS_MODEL_NOT_READY: false,
  // Until more data comes.
  STARS_NOT_ENOUGH_DATA: false,
  STARS_NOT_FOUND: false,
  // With the version that is there now.
  STARS_CONFLICT: false,
  // With another key.
  STARS_UNAUTHENTICATED: false,
  STARS_PERMISSION_DENIED: false,
  STARS_METHOD_NOT_ALLOWED: false,
  // Until the other process ends.
  STARS_PORT_IN_USE: false,
  // Until somebody frees space.
  STARS_DISK_FULL: false,
  STARS_UNAVAILABLE: true,
  STARS_DEADLINE_EXCEEDED: true,
  STARS_OVERLOADED: true,
  STARS_LIMIT_REACHED: true,
  STARS_UNPROTECTED: false,
  STARS_CONFIG_INVALID: false,
  STARS_USAGE: false,
  // Nobody knows what went wrong.
  STARS_INTERNAL: false,
};

describe('StarsError', () => {
  it.each(Object.entries(CAN_RETRY) as [StarsErrorCode, boolean][])('%s: worth another try: %s', (code, canRetry) => {
    expect(new StarsError(code, 'so it is').canRetry).toBe(canRetry);
  });

  it('has its code, its field and its cause, and nothing else that a log would print', () => {
    const cause = new Error('closed');
    const error = new StarsError('STARS_UNAVAILABLE', 'the store is away', { field: 'items[3]', cause });
    expect(error).toMatchObject({ code: 'STARS_UNAVAILABLE', field: 'items[3]', message: 'the store is away', cause });
    expect(Object.keys(error).sort()).toEqual(['code', 'field', 'name']);
  });
});

describe('isStarsError', () => {
  it('knows one of another copy of this package by its name and code', () => {
    const foreign = Object.assign(new Error('away'), { name: 'StarsError', code: 'STARS_UNAVAILABLE' });
    expect(isStarsError(foreign)).toBe(true);
  });

  it.each([undefined, 'STARS_INTERNAL', new Error('any'), { name: 'StarsError', code: 'STARS_INTERNAL' }])(
    'does not accept %s as one',
    (error) => {
      expect(isStarsError(error)).toBe(false);
    },
  );
});
