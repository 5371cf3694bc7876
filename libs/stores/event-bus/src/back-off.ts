export interface BackOff {
  /** Wait after the first failure, ms. */
  minMs: number;
  /** No wait is longer, ms. */
  maxMs: number;
}

/**
 * Wait before attempt `attempt` + 1 (the first failure is attempt 1): doubles each time up to the bound,
 * less a random part of up to half, so that many consumers do not come back together.
 */
export function backOffMs(attempt: number, { minMs, maxMs }: BackOff, random: () => number): number {
  const full = Math.min(maxMs, minMs * 2 ** Math.min(attempt - 1, 30));
  return full * (1 - random() / 2);
}
