import { AdmissionGate } from '@stars/platform';
import { type EndpointBudget, NOTHING_SPENT, type Spending } from './endpoint-budget.js';
import { EndpointError } from './endpoint-error.js';
import type { EndpointDeps, EndpointPatience } from './endpoint-patience.js';
import type { Priority } from './priority.js';

export interface GateOptions {
  concurrency: number;
  patience: EndpointPatience;
  budget: EndpointBudget;
}

/** Result of a request: its answer, and the usage that the endpoint reports. */
export interface Answered<T> {
  value: T;
  usage: Spending | undefined;
}

/**
 * All requests to one endpoint pass through this: its budget, the wait that it requested, and the limit of concurrent requests, in
 * this order, so that a waiting request blocks no other.
 */
export class EndpointGate {
  readonly budget: EndpointBudget;
  readonly #concurrency: AdmissionGate;
  readonly #patience: EndpointPatience;
  #closedUntil = Number.NEGATIVE_INFINITY;

  constructor(
    { concurrency, patience, budget }: GateOptions,
    private readonly deps: EndpointDeps,
  ) {
    this.budget = budget;
    this.#concurrency = new AdmissionGate({ concurrent: concurrency });
    this.#patience = patience;
  }

  /** @param estimate The request's expected usage; its answer gives the real one. Errors: `STARS_OVERLOADED`, the request's. */
  async pass<T>(
    request: () => Promise<Answered<T>>,
    estimate: Spending,
    priority: Priority,
    signal?: AbortSignal,
  ): Promise<T> {
    const settle = await this.budget.reserve(estimate, priority);
    let took: Spending = NOTHING_SPENT;
    try {
      for (;;) {
        await this.#open(signal);
        took = estimate;
        // The endpoint may have closed while this request was in the queue.
        const answered = await this.#concurrency.run(() => this.#ask(request));
        if (answered === undefined) {
          took = NOTHING_SPENT;
          continue;
        }
        took = answered.usage ?? estimate;
        return answered.value;
      }
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

  /** Undefined while the endpoint is closed. A wait that one request gets applies to all of them. */
  async #ask<T>(request: () => Promise<Answered<T>>): Promise<Answered<T> | undefined> {
    if (!this.#isOpen()) return undefined;
    try {
      return await request();
    } catch (error) {
      if (error instanceof EndpointError && error.advice.retry && error.advice.retryAfterMs !== undefined) {
        this.#closedUntil = Math.max(this.#closedUntil, this.deps.now() + error.advice.retryAfterMs);
      }
      throw error;
    }
  }

  #isOpen(): boolean {
    return this.#closedUntil <= this.deps.now();
  }

  /** Waits until the endpoint is open. */
  async #open(signal?: AbortSignal): Promise<void> {
    while (!this.#isOpen()) {
      const wait = this.#closedUntil - this.deps.now();
      if (wait > this.#patience.maxRetryAfterMs) {
        const seconds = Math.ceil(wait / 1000);
        const message = `the model endpoint asked to be left alone for another ${seconds} s`;
        throw new EndpointError('STARS_OVERLOADED', message, { retry: false });
      }
      await this.deps.sleep(wait + this.deps.random() * this.#patience.firstMs, signal);
    }
  }
}
