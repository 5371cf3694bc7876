/** How often and how long a request to an endpoint is tried. */
export type EndpointPatience = typeof DEFAULT_PATIENCE;

export const DEFAULT_PATIENCE = {
  attempts: 5,
  /** Most tries without an answer: each one costs the whole time limit. */
  timeoutAttempts: 2,
  firstMs: 500,
  mostMs: 20_000,
  /** Longest Retry-After to wait for; a longer one ends the tries. */
  maxRetryAfterMs: 60_000,
};

export interface EndpointDeps {
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
  now: () => number;
}
