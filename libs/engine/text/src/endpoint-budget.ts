import { EndpointError } from './endpoint-error.js';
import { type Priority, usable } from './priority.js';

/** Usage of one request, or of all requests in a period. */
export interface Spending {
  requests: number;
  inputTokens: number;
  outputTokens: number;
}

/** Keeps the spending by period, such as a day, over restarts. */
export interface SpendingLedger {
  getSpending(period: string): Spending;
  addSpending(period: string, spending: Spending): void;
}

export interface BudgetLimits {
  /** `day`: from midnight to midnight UTC, over restarts; `run`: from start to end of this process. */
  period: 'day' | 'run';
  /** Input and output together. */
  tokens?: number;
  /** In the currency of the prices. */
  cost?: number;
  /** Prices of a million tokens. */
  inputPrice?: number;
  outputPrice?: number;
}

export const NOTHING_SPENT: Spending = { requests: 0, inputTokens: 0, outputTokens: 0 };

/** A ledger that a restart forgets. */
export class MemoryLedger implements SpendingLedger {
  readonly #periods = new Map<string, Spending>();

  getSpending(period: string): Spending {
    return this.#periods.get(period) ?? NOTHING_SPENT;
  }

  addSpending(period: string, spending: Spending): void {
    this.#periods.set(period, sum(this.getSpending(period), spending));
  }
}

/** The budget of an endpoint in a period. A backfill stops at four fifths of it, so that live changes go on. */
export class EndpointBudget {
  /** Estimates of requests in progress. */
  #reserved: Spending = NOTHING_SPENT;
  #run: Spending = NOTHING_SPENT;

  constructor(
    readonly limits: BudgetLimits,
    private readonly ledger: SpendingLedger,
    private readonly now: () => number,
  ) {}

  /** Spending of this period so far, without requests in progress. */
  get spent(): Spending {
    return this.limits.period === 'day' ? this.ledger.getSpending(this.#day()) : this.#run;
  }

  costOf({ inputTokens, outputTokens }: Spending): number {
    const { inputPrice = 0, outputPrice = 0 } = this.limits;
    return (inputTokens * inputPrice + outputTokens * outputPrice) / 1e6;
  }

  /** Share of the budget that is used, requests in progress included; 0 without a limit. */
  get used(): number {
    return this.#usedWith(NOTHING_SPENT);
  }

  /** Reserves a request's estimate. Errors: `STARS_OVERLOADED` if the budget does not cover it. */
  reserve(estimate: Spending, priority: Priority): void {
    if (this.#usedWith(estimate) > usable(1, priority)) throw new BudgetSpentError(this.limits.period);
    this.#reserved = sum(this.#reserved, estimate);
  }

  /** Books a request's usage in place of its estimate. */
  settle(estimate: Spending, actual: Spending): void {
    this.#reserved = sum(this.#reserved, estimate, -1);
    this.#run = sum(this.#run, actual);
    this.ledger.addSpending(this.#day(), actual);
  }

  #usedWith(more: Spending): number {
    const all = sum(sum(this.spent, this.#reserved), more);
    const { tokens, cost } = this.limits;
    return Math.max(
      tokens === undefined ? 0 : (all.inputTokens + all.outputTokens) / tokens,
      cost === undefined ? 0 : this.costOf(all) / cost,
    );
  }

  #day(): string {
    return dayOf(this.now());
  }
}

/** The request was not made: the budget of the period is used up. */
export class BudgetSpentError extends EndpointError {
  constructor(period: BudgetLimits['period']) {
    super('STARS_OVERLOADED', `the model endpoint's budget of this ${period} is spent`, { retry: false });
  }
}

/** A ledger's name for the UTC day of a time: `2026-11-25`. */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** Approximate tokens of a text: four bytes each, the endpoints' own rule of thumb. */
export const estimatedTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);

function sum(a: Spending, b: Spending, sign = 1): Spending {
  return {
    requests: a.requests + sign * b.requests,
    inputTokens: a.inputTokens + sign * b.inputTokens,
    outputTokens: a.outputTokens + sign * b.outputTokens,
  };
}
