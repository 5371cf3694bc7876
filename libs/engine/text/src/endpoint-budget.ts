import { EndpointError } from './endpoint-error.js';
import { type Priority, usable } from './priority.js';

/** Usage of one request, or of all requests in a period. */
export interface Spending {
  requests: number;
  inputTokens: number;
  outputTokens: number;
}

/** Keeps the spending by period, such as a day, over restarts; if it is shared, that of all processes together. */
export interface SpendingLedger {
  /** The total as it is known here. */
  getSpending(period: string): Spending;
  /**
   * Adds to the period, and returns a total that has everything that anybody had added by then. Requests in progress are in it
   * with their estimates, which the difference corrects later: so a process that dies leaves too much, not too little.
   */
  addSpending(period: string, difference: Spending): Spending | Promise<Spending>;
}

/** Of a UTC day. */
export interface BudgetLimits {
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

  addSpending(period: string, difference: Spending): Spending {
    const total = addedSpending(this.getSpending(period), difference);
    this.#periods.set(period, total);
    return total;
  }
}

/** The budget of an endpoint in a UTC day. A backfill stops at four fifths of it, so that live changes go on. */
export class EndpointBudget {
  constructor(
    readonly limits: BudgetLimits,
    private readonly ledger: SpendingLedger,
    private readonly now: () => number,
  ) {}

  /** Spending of this day so far, requests in progress included. */
  get spent(): Spending {
    return this.ledger.getSpending(dayOf(this.now()));
  }

  costOf({ inputTokens, outputTokens }: Spending): number {
    const { inputPrice = 0, outputPrice = 0 } = this.limits;
    return (inputTokens * inputPrice + outputTokens * outputPrice) / 1e6;
  }

  /** Share of the budget that is used; 0 without a limit. */
  get used(): number {
    return this.#share(this.spent);
  }

  /**
   * Reserves a request's estimate. Errors: `STARS_OVERLOADED` if the budget does not cover it; those of the ledger.
   * @returns What books the request's usage in place of its estimate
   */
  async reserve(estimate: Spending, priority: Priority): Promise<(actual: Spending) => Promise<void>> {
    const day = dayOf(this.now());
    const settle = async (actual: Spending): Promise<void> => {
      await this.ledger.addSpending(day, addedSpending(actual, estimate, -1));
    };
    if (this.#share(await this.ledger.addSpending(day, estimate)) <= usable(1, priority)) return settle;
    await settle(NOTHING_SPENT);
    throw new BudgetSpentError();
  }

  #share(all: Spending): number {
    const { tokens, cost } = this.limits;
    return Math.max(
      tokens === undefined ? 0 : (all.inputTokens + all.outputTokens) / tokens,
      cost === undefined ? 0 : this.costOf(all) / cost,
    );
  }
}

/** The request was not made: the budget of the day is used up. */
export class BudgetSpentError extends EndpointError {
  constructor() {
    super('STARS_OVERLOADED', "the model endpoint's budget of this day is spent", { retry: false });
  }
}

/** A ledger's name for the UTC day of a time: `2026-11-25`. */
const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** Approximate tokens of a text: four bytes each, the endpoints' own rule of thumb. */
export const estimatedTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);

export function addedSpending(a: Spending, b: Spending, sign = 1): Spending {
  return {
    requests: a.requests + sign * b.requests,
    inputTokens: a.inputTokens + sign * b.inputTokens,
    outputTokens: a.outputTokens + sign * b.outputTokens,
  };
}
