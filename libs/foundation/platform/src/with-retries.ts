import { setTimeout as sleep } from 'node:timers/promises';

export interface RetryLimits {
  /** Mean wait after the first failure (ms); doubles with each further one. */
  firstMs: number;
  /** The longest wait (ms). */
  mostMs: number;
  /** No attempt begins later than this after the first one (ms). */
  withinMs: number;
}

/**
 * Repeats work as long as its failure may pass, with growing waits of random length, so that many callers that failed
 * together do not come again together. Throws the last failure once the time is up, or the signal's reason if it fires during a
 * wait.
 *
 * @param mayPass whether a failure is worth another attempt
 * @param random numbers in [0, 1)
 */
export async function withRetries<T>(
  limits: RetryLimits,
  mayPass: (error: unknown) => boolean,
  work: (attempt: number) => Promise<T>,
  signal?: AbortSignal,
  random: () => number = Math.random,
): Promise<T> {
  const begun = performance.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!mayPass(error)) throw error;
      const mean = Math.min(limits.firstMs * 2 ** attempt, limits.mostMs);
      // From half to one and a half of the mean: never at once, and never all together.
      const wait = Math.min(mean * (0.5 + random()), limits.mostMs);
      if (performance.now() - begun + wait > limits.withinMs) throw error;
      await sleep(wait, undefined, signal ? { signal } : {}).catch(() => {
        throw signal?.reason;
      });
    }
  }
}
