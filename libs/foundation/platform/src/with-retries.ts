import { setTimeout as sleep } from 'node:timers/promises';

/** Waits between attempts. */
export interface BackOff {
  /** Mean wait after the first failure (ms); doubles with each further one. */
  firstMs: number;
  /** The longest wait (ms). */
  mostMs: number;
}

export interface RetryLimits extends BackOff {
  /** No attempt begins later than this after the first one (ms, default: any time). */
  withinMs?: number;
  /** Attempts in all, the first one included (default: any number). */
  attempts?: number;
}

export interface RetryParts {
  /** Ends the waits. */
  signal?: AbortSignal | undefined;
  /** Numbers in [0, 1). */
  random?: () => number;
  /** Waits so many ms; rejects if the signal fires. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

/**
 * The wait after so many failures (from 1), ms: from half to one and a half of the mean, so that many callers that failed
 * together do not come again together.
 *
 * @param random a number in [0, 1)
 */
export function backOffMs(failures: number, { firstMs, mostMs }: BackOff, random = Math.random()): number {
  const mean = Math.min(firstMs * 2 ** Math.min(failures - 1, 30), mostMs);
  return Math.min(mean * (0.5 + random), mostMs);
}

/**
 * Repeats work as long as its failure may pass, with growing waits. Throws the last failure once time or attempts are used up,
 * or the signal's reason if it fires during a wait.
 *
 * @param mayPass whether a failure is worth another attempt, by the number of failures so far
 */
export async function withRetries<T>(
  limits: RetryLimits,
  mayPass: (error: unknown, failures: number) => boolean,
  work: (attempt: number) => Promise<T>,
  { signal, random = Math.random, sleep = pauseOrThrow }: RetryParts = {},
): Promise<T> {
  const { withinMs = Number.POSITIVE_INFINITY, attempts = Number.POSITIVE_INFINITY } = limits;
  const begun = performance.now();
  for (let failures = 1; ; failures++) {
    try {
      return await work(failures - 1);
    } catch (error) {
      if (failures >= attempts || !mayPass(error, failures)) throw error;
      const wait = backOffMs(failures, limits, random());
      if (performance.now() - begun + wait > withinMs) throw error;
      await sleep(wait, signal).catch((aborted) => {
        throw signal?.reason ?? aborted;
      });
    }
  }
}

/** Resolves after so many ms, or once the signal fires. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  pauseOrThrow(ms, signal).catch(() => undefined);

const pauseOrThrow = (ms: number, signal?: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });
