import type { RetryLimits } from '@stars/platform';

/** How often and how long a request to an endpoint is tried. */
export interface EndpointPatience extends RetryLimits {
  /** Most tries without an answer: each one costs the whole time limit. */
  timeoutAttempts: number;
  /** Longest Retry-After to wait for; a longer one ends the tries. */
  maxRetryAfterMs: number;
}

export const DEFAULT_PATIENCE: EndpointPatience = {
  attempts: 5,
  timeoutAttempts: 2,
  firstMs: 500,
  mostMs: 20_000,
  maxRetryAfterMs: 60_000,
};

export interface EndpointDeps {
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
  now: () => number;
}
