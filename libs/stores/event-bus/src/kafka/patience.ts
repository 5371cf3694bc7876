import { setTimeout as sleep } from 'node:timers/promises';
import { StarsError } from '@stars/errors';
import { backOffMs } from '../back-off.js';
import { isRefused, kafkaError } from './kafka-error.js';

/** Between attempts on brokers that are away. */
const BETWEEN = { minMs: 50, maxMs: 1000 };

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
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      if (attempt > 1) await before?.();
      return await within(work(), until - Date.now(), doing, signal);
    } catch (error) {
      const wait = backOffMs(attempt, BETWEEN, random);
      signal?.throwIfAborted();
      if (isRefused(error) || Date.now() + wait >= until) throw kafkaError(error, doing);
      await sleep(wait);
    }
  }
}

/**
 * The promise's outcome, or `STARS_UNAVAILABLE` after `ms`, or the signal's reason; later results are ignored.
 */
export async function within<T>(promise: Promise<T>, ms: number, doing: string, signal?: AbortSignal): Promise<T> {
  const over = Promise.withResolvers<never>();
  const late = (): void =>
    over.reject(new StarsError('STARS_UNAVAILABLE', `Kafka could not ${doing} within ${Math.round(ms)} ms`));
  const timer = setTimeout(late, Math.max(0, ms));
  const aborted = (): void => over.reject(signal?.reason);
  signal?.addEventListener('abort', aborted, { once: true });
  try {
    return await Promise.race([promise, over.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
  }
}
