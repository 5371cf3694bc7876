import { isStarsError, StarsError } from '@stars/errors';

/** How long a request may still take (ms): until the caller's deadline, and never longer than we allow. */
export function timeLeft(deadline: Date | number | undefined, limitMs: number, now: number): number {
  const at = deadline === undefined ? Number.POSITIVE_INFINITY : deadline instanceof Date ? +deadline : deadline;
  return Math.min(Number.isNaN(at) ? limitMs : at - now, limitMs);
}

/**
 * A signal that fires when a request may take no longer.
 *
 * @param deadline the caller's (a gRPC deadline: a Date or ms since 1970, Infinity for none)
 * @param limitMs the most that we allow, whatever the caller says
 * @param now ms since 1970
 */
export function deadlineSignal(deadline: Date | number | undefined, limitMs: number, now: number): AbortSignal {
  const left = timeLeft(deadline, limitMs, now);
  return left <= 0 ? AbortSignal.abort(deadlineExceeded()) : AbortSignal.timeout(Math.ceil(left));
}

/** Waits for a promise no longer than the signal allows. Errors: `STARS_DEADLINE_EXCEEDED`. */
export async function withinDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(() => undefined);
    throw deadlineError(signal);
  }
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(deadlineError(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The coded error of a signal that fired. */
export function deadlineError(signal: AbortSignal): StarsError {
  return isStarsError(signal.reason) ? signal.reason : deadlineExceeded(signal.reason);
}

function deadlineExceeded(cause?: unknown): StarsError {
  return new StarsError('STARS_DEADLINE_EXCEEDED', 'the answer would come after the deadline', { cause });
}
