import { redact, StarsError, type StarsErrorCode } from '@stars/errors';

/** Whether a failure is temporary, and the wait that the server requested. */
export type RetryAdvice = { retry: false } | { retry: true; retryAfterMs?: number; timedOut?: boolean };

/** A failed request to a model endpoint, with what to do about it. */
export class EndpointError extends StarsError {
  constructor(
    code: StarsErrorCode,
    message: string,
    readonly advice: RetryAdvice,
    /** HTTP status, if the endpoint answered with one. */
    readonly status?: number,
  ) {
    super(code, message);
  }
}

const MAX_DETAIL = 200;

/**
 * The error for an HTTP status. Codes: `STARS_CONFIG_INVALID` (401, 403, 404: key, model or address),
 * `STARS_OVERLOADED` (429), `STARS_INVALID_FIELD` (another 4xx: this content never works), `STARS_UNAVAILABLE`.
 * @param detail The server's message
 * @param retryAfter the header's value: seconds, or an HTTP date
 */
export function errorOfStatus(
  status: number,
  detail: string,
  errorCode: string | null | undefined,
  retryAfter: string | null | undefined,
  now: number,
): EndpointError {
  const said = `model endpoint answered ${status}: ${redact(detail).slice(0, MAX_DETAIL)}`;
  if (status === 401 || status === 403) {
    const message = `model endpoint answered ${status}: check the API key`;
    return new EndpointError('STARS_CONFIG_INVALID', message, { retry: false }, status);
  }
  if (status === 404) return new EndpointError('STARS_CONFIG_INVALID', said, { retry: false }, status);
  const retryAfterMs = parseRetryAfter(retryAfter, now);
  // A used-up quota does not return within a retry; the caller's own back-off is long enough for it to return.
  if (status === 429) {
    const advice: RetryAdvice = errorCode === 'insufficient_quota' ? { retry: false } : { retry: true, retryAfterMs };
    return new EndpointError('STARS_OVERLOADED', said, advice, status);
  }
  if (status === 408 || status === 409 || status >= 500) {
    return new EndpointError('STARS_UNAVAILABLE', said, { retry: true, retryAfterMs }, status);
  }
  return new EndpointError('STARS_INVALID_FIELD', said, { retry: false }, status);
}

/** Retry-After as ms from `now`; undefined if absent or unreadable. */
export function parseRetryAfter(value: string | null | undefined, now: number): number | undefined {
  if (value === null || value === undefined || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
