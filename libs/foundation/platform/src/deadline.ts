import { isStarsError, StarsError } from '@stars/errors';

/** How long a request may still take (ms): until the caller's deadline, within the server's limit. */
export function timeLeft(deadline: Date | number | undefined, limitMs: number, now: number): number {
  const at = deadline === undefined ? Number.POSITIVE_INFINITY : deadline instanceof Date ? +deadline : deadline;
  return Math.min(Number.isNaN(at) ? limitMs : at - now, limitMs);
}

/**
 * The end of one request's time, as a signal. It has one timer and one signal a request: `AbortSignal.timeout` and `any` would
 * cost more than the rest of the API layer.
 */
export class RequestTime {
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;

  /** @param leftMs until the signal fires; not above 0: it has fired */
  constructor(leftMs: number) {
    if (leftMs > 0) this.#timer = setTimeout(() => this.#abort.abort(deadlineExceeded()), Math.ceil(leftMs)).unref();
    else this.#abort.abort(deadlineExceeded());
  }

  /** Fires when the time is over, with a StarsError as its reason. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Ends the time because nobody waits for the answer any more. */
  cancel(): void {
    this.#abort.abort(new StarsError('STARS_DEADLINE_EXCEEDED', 'the caller is gone'));
  }

  /** Call when the answer is there: the timer stops. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Waits for a promise no longer than the signal allows; the work goes on. Errors: `STARS_DEADLINE_EXCEEDED`. */
export function withinDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return endedBy(work, (reject) => {
    const onAbort = (): void => reject(deadlineError(signal));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    return () => signal.removeEventListener('abort', onAbort);
  });
}

/** Waits for a promise at most so many ms, then rejects with the given error; the work goes on. */
export function withinMs<T>(work: Promise<T>, ms: number, error: () => Error): Promise<T> {
  return endedBy(work, (reject) => {
    const timer = setTimeout(() => reject(error()), ms);
    return () => clearTimeout(timer);
  });
}

/** The outcome of work, unless its end comes first; then later results and errors are ignored. */
function endedBy<T>(work: Promise<T>, watch: (reject: (reason: Error) => void) => () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const unwatch = watch(reject);
    work.then(resolve, reject).then(unwatch);
  });
}

/** The coded error of a signal that fired. */
export function deadlineError(signal: AbortSignal): StarsError {
  return isStarsError(signal.reason) ? signal.reason : deadlineExceeded(signal.reason);
}

function deadlineExceeded(cause?: unknown): StarsError {
  return new StarsError('STARS_DEADLINE_EXCEEDED', 'the answer would come after the deadline', { cause });
}
