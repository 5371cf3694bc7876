import type { EndpointDeps } from './endpoint-patience.js';
import { type Priority, usable } from './priority.js';

export interface RateLimits {
  requestsPerMinute?: number;
  /** Input and output together. */
  tokensPerMinute?: number;
}

const MINUTE_MS = 60_000;

/** A bucket that holds a minute's worth, and fills evenly. Usage beyond an estimate may overdraw it. */
class Bucket {
  #level: number;
  #at: number;

  constructor(
    private readonly capacity: number,
    now: number,
  ) {
    this.#level = capacity;
    this.#at = now;
  }

  /** Time until `amount` is available, ms; 0 if it is now. An amount above the bucket's size waits for a full bucket. */
  waitMs(amount: number, priority: Priority, now: number): number {
    this.#level = Math.min(this.capacity, this.#level + ((now - this.#at) / MINUTE_MS) * this.capacity);
    this.#at = now;
    const kept = this.capacity - usable(this.capacity, priority);
    const needed = kept + Math.min(amount, usable(this.capacity, priority));
    return this.#level >= needed ? 0 : Math.ceil(((needed - this.#level) / this.capacity) * MINUTE_MS);
  }

  take(amount: number): void {
    this.#level -= amount;
  }
}

/** Requests and tokens a minute, as endpoints count them. A backfill leaves a fifth of both to live changes. */
export class RateLimit {
  readonly #requests: Bucket | undefined;
  readonly #tokens: Bucket | undefined;

  constructor(
    { requestsPerMinute, tokensPerMinute }: RateLimits,
    private readonly deps: Pick<EndpointDeps, 'sleep' | 'now'>,
  ) {
    const now = deps.now();
    if (requestsPerMinute !== undefined) this.#requests = new Bucket(requestsPerMinute, now);
    if (tokensPerMinute !== undefined) this.#tokens = new Bucket(tokensPerMinute, now);
  }

  /** Waits until the limits allow a request, and books it. */
  async take(tokens: number, priority: Priority, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const now = this.deps.now();
      const wait = Math.max(
        this.#requests?.waitMs(1, priority, now) ?? 0,
        this.#tokens?.waitMs(tokens, priority, now) ?? 0,
      );
      if (wait === 0) break;
      await this.deps.sleep(wait, signal);
    }
    this.#requests?.take(1);
    this.#tokens?.take(tokens);
  }

  /** Books the difference between a request's usage and its estimate. */
  settle(tokens: number): void {
    this.#tokens?.take(tokens);
  }
}
