export interface RetryPolicy {
  /** Tries in all, the first one included. */
  attempts: number;
  /** The wait before the second try; doubled for each further one. */
  minDelayMs: number;
  maxDelayMs: number;
  /** Most tries without an answer: each one costs the whole time limit. */
  timeoutAttempts: number;
  /** Longest Retry-After to wait for; a longer one ends the tries. */
  maxRetryAfterMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 5,
  timeoutAttempts: 2,
  minDelayMs: 500,
  maxDelayMs: 20_000,
  maxRetryAfterMs: 60_000,
};

export interface RetryDeps {
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
}

/** Whether a failure is temporary, and the wait that the server requested. */
export type RetryAdvice = { retry: false } | { retry: true; retryAfterMs?: number; timedOut?: boolean };

/** The wait before try `attempt` (from 1 for the second try): full jitter, or the server's wait and a little more. */
export function retryDelay(
  policy: RetryPolicy,
  attempt: number,
  retryAfterMs: number | undefined,
  random: number,
): number {
  if (retryAfterMs !== undefined) return retryAfterMs + random * policy.minDelayMs;
  return random * Math.min(policy.maxDelayMs, policy.minDelayMs * 2 ** attempt);
}

/** Calls until success. Throws the last error if `advise` finds a permanent failure or the tries are used up. */
export async function retry<T>(
  work: () => Promise<T>,
  advise: (error: unknown) => RetryAdvice,
  policy: RetryPolicy,
  deps: RetryDeps,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const advice = advise(error);
      if (!advice.retry || attempt >= policy.attempts) throw error;
      if (advice.timedOut && attempt >= policy.timeoutAttempts) throw error;
      if ((advice.retryAfterMs ?? 0) > policy.maxRetryAfterMs) throw error;
      await deps.sleep(retryDelay(policy, attempt, advice.retryAfterMs, deps.random()), signal);
    }
  }
}
