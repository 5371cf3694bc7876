import { StarsError } from '@stars/errors';
import { withinDeadline, withinMs, withRetries } from '@stars/platform';
import { isDenied, isRefused, kafkaError } from './kafka-error.js';

/** Between attempts on brokers that are away. */
export const BETWEEN = { firstMs: 50, mostMs: 1000 };

export interface Patience {
  /** The action that fails while the brokers are away, for the error message. */
  doing: string;
  timeoutMs: number;
  signal?: AbortSignal;
  /** Called before each further attempt, for example to find the leaders again. Its failure also leads to another attempt. */
  before?: () => Promise<void>;
  random: () => number;
}

/**
 * Repeats the action until it works or the time is over. Errors: the signal's reason; `STARS_TOO_LARGE` at once;
 * `STARS_UNAVAILABLE` with the last failure as its cause.
 */
export async function withPatience<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  const { doing, timeoutMs, signal, before, random } = patience;
  const until = Date.now() + timeoutMs;
  const attempt = async (earlier: number): Promise<T> => {
    signal?.throwIfAborted();
    if (earlier > 0) await before?.();
    return within(work(), until - Date.now(), doing, signal);
  };
  try {
    const mayPass = (error: unknown): boolean => !isRefused(error) && !isDenied(error) && signal?.aborted !== true;
    return await withRetries({ ...BETWEEN, withinMs: timeoutMs }, mayPass, attempt, { signal, random });
  } catch (error) {
    signal?.throwIfAborted();
    throw kafkaError(error, doing);
  }
}

/** The promise's outcome, or `STARS_UNAVAILABLE` after `ms`, or the signal's reason; later results are ignored. */
export async function within<T>(promise: Promise<T>, ms: number, doing: string, signal?: AbortSignal): Promise<T> {
  const late = (): Error => new StarsError('STARS_UNAVAILABLE', `Kafka could not ${doing} within ${Math.round(ms)} ms`);
  try {
    // The signal ends the inner promise, and so the timer around it.
    return await withinMs(signal ? withinDeadline(promise, signal) : promise, Math.max(0, ms), late);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
