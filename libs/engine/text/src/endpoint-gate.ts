import { AdmissionGate } from '@stars/platform';
import { type EndpointBudget, NOTHING_SPENT, type Spending } from './endpoint-budget.js';
import { EndpointError } from './endpoint-error.js';
import type { Priority } from './priority.js';

/** How often and how long a request to an endpoint is tried. */
export const PATIENCE = {
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

/** Result of a request: its answer, and the usage that the endpoint reports. */
export interface Answered<T> {
  value: T;
  usage: Spending | undefined;
}

/** All requests to one endpoint pass through this: its budget, the limit of concurrent requests, and the wait that it requested. */
export class EndpointGate {
  readonly #concurrency: AdmissionGate;
  #closedUntil = Number.NEGATIVE_INFINITY;

  constructor(
    concurrency: number,
    readonly budget: EndpointBudget,
    private readonly deps: EndpointDeps,
  ) {
    this.#concurrency = new AdmissionGate({ concurrent: concurrency });
  }

  /** @param estimate The request's expected usage; its answer gives the real one. Errors: `STARS_OVERLOADED`, the request's. */
  async pass<T>(
    request: () => Promise<Answered<T>>,
    estimate: Spending,
    priority: Priority,
    signal?: AbortSignal,
  ): Promise<T> {
    const settle = await this.budget.reserve(estimate, priority);
    let took = NOTHING_SPENT;
    try {
      const asked = async (): Promise<T> => {
        await this.#open(signal);
        took = estimate;
        const { value, usage = estimate } = await request().catch((error) => this.#close(error));
        took = usage;
        return value;
      };
      return await this.#concurrency.run(asked, signal ? { signal } : {});
    } catch (error) {
      // A refusal costs nothing. The cost of an incomplete answer is unknown: its input is counted.
      const refused = error instanceof EndpointError && error.status !== undefined;
      if (took === estimate) took = { ...estimate, inputTokens: refused ? 0 : estimate.inputTokens, outputTokens: 0 };
      throw error;
    } finally {
      // If the ledger is away, the estimate stays booked: the answer is paid for, and must not be lost.
      await settle(took).catch(() => undefined);
    }
  }

  /** A wait that one request gets applies to all of them. */
  #close(error: unknown): never {
    const waitMs = error instanceof EndpointError && error.advice.retry ? (error.advice.retryAfterMs ?? 0) : 0;
    this.#closedUntil = Math.max(this.#closedUntil, this.deps.now() + waitMs);
    throw error;
  }

  /** Waits until the endpoint is open. */
  async #open(signal?: AbortSignal): Promise<void> {
    for (let wait = this.#closedMs(); wait > 0; wait = this.#closedMs()) {
      if (wait > PATIENCE.maxRetryAfterMs) {
        const message = `the model endpoint asked to be left alone for another ${Math.ceil(wait / 1000)} s`;
        throw new EndpointError('STARS_OVERLOADED', message, { retry: false });
      }
      await this.deps.sleep(wait + this.deps.random() * PATIENCE.firstMs, signal);
    }
  }

  #closedMs(): number {
    return this.#closedUntil - this.deps.now();
  }
}
