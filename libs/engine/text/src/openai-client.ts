import { createHash } from 'node:crypto';
import { isStarsError } from '@stars/errors';
import { Secret, withinDeadline, withRetries } from '@stars/platform';
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import {
  type BudgetLimits,
  EndpointBudget,
  estimatedTokens,
  MemoryLedger,
  type Spending,
  type SpendingLedger,
} from './endpoint-budget.js';
import { EndpointError, errorOfStatus } from './endpoint-error.js';
import { type Answered, type EndpointDeps, EndpointGate, PATIENCE } from './endpoint-gate.js';
import type { EndpointMetrics } from './endpoint-metrics.js';
import type { Priority } from './priority.js';

export interface OpenAiEndpoint {
  /** Such as `https://host/v1`. */
  baseUrl: string | Secret;
  /** Self-hosted servers often need none. */
  apiKey?: string | Secret;
  /** Time limit of one request, body included (default 60,000). */
  timeoutMs?: number;
  /** Concurrent requests (default 4). */
  concurrency?: number;
  /** Default: none. */
  budget?: BudgetLimits;
}

export interface OpenAiClientDeps extends EndpointDeps {
  /** Keeps the spending over restarts (default: none does). */
  ledger?: SpendingLedger;
  metrics?: EndpointMetrics;
}

export interface EmbeddingRequest {
  model: string;
  input: readonly string[];
  /** Sent only if given: not every model can shorten its vectors. */
  dimensions?: number;
}

export interface JsonCompletionRequest {
  model: string;
  system: string;
  user: string;
  schemaName: string;
  schema: Record<string, unknown>;
  /** Approximate tokens of the answer: for the budget, not sent. */
  answerTokens: number;
}

/** Options of one call. */
export interface CallOptions {
  signal?: AbortSignal;
  /** Tries in all (default: the endpoint's policy). */
  attempts?: number;
}

/**
 * An endpoint that speaks OpenAI's API: limited in time, concurrency and cost; temporary failures are retried.
 * Errors: as `errorOfStatus`; `STARS_DEADLINE_EXCEEDED`; `STARS_OVERLOADED` if the budget is spent.
 */
export class OpenAiClient {
  readonly #client: OpenAI;
  readonly #gate: EndpointGate;
  readonly #timeoutMs: number;
  readonly #address: string;

  /** @param like A client of the same endpoint, to share its limits */
  constructor(
    private readonly endpoint: OpenAiEndpoint,
    private readonly deps: OpenAiClientDeps,
    readonly priority: Priority = 'live',
    like?: OpenAiClient,
  ) {
    this.#address = Secret.of(endpoint.baseUrl, 'address').read();
    const key = Secret.of(endpoint.apiKey ?? 'none');
    this.#client = new OpenAI({
      baseURL: this.#address,
      // Asked for each request.
      apiKey: async () => key.read(),
      organization: null,
      project: null,
      // Retries, time-outs and logs are our own: one policy, and request headers are never printed.
      maxRetries: 0,
      logLevel: 'off',
    });
    this.#timeoutMs = endpoint.timeoutMs ?? 60_000;
    const budget = new EndpointBudget(endpoint.budget ?? {}, deps.ledger ?? new MemoryLedger(), deps.now);
    this.#gate = like ? like.#gate : new EndpointGate(endpoint.concurrency ?? 4, budget, deps);
  }

  get budget(): EndpointBudget {
    return this.#gate.budget;
  }

  /** Distinguishes models of one name at different addresses, without the address. */
  get digest(): string {
    return createHash('sha256').update(this.#address).digest('hex').slice(0, 8);
  }

  /** A client for requests of another priority, under the same limits. */
  atPriority(priority: Priority): OpenAiClient {
    return new OpenAiClient(this.endpoint, this.deps, priority, this);
  }

  /** The answer's `data`, unchecked. */
  embeddings(request: EmbeddingRequest, options: CallOptions = {}): Promise<unknown> {
    const estimate = spending(request.input.join('\n'), 0);
    return this.#call(estimate, options, async (abort) => {
      const body = { ...request, input: [...request.input], encoding_format: 'float' as const };
      const { data, usage } = await this.#client.embeddings.create(body, { signal: abort });
      return { value: data, usage: usageOf(usage?.prompt_tokens, 0) };
    });
  }

  /** The message's text; undefined if the model refused or its answer was cut off. */
  completeJson(request: JsonCompletionRequest, options: CallOptions = {}): Promise<string | undefined> {
    const { model, system, user, schemaName, schema, answerTokens } = request;
    return this.#call(spending(system + user + JSON.stringify(schema), answerTokens), options, async (abort) => {
      const completion = await this.#client.chat.completions.create(
        {
          model,
          messages: [
            { role: 'system', content: system },
            { role: 'user', content: user },
          ],
          response_format: { type: 'json_schema', json_schema: { name: schemaName, schema, strict: true } },
        },
        { signal: abort },
      );
      const choice = completion.choices?.[0];
      const value = choice?.finish_reason === 'length' ? undefined : (choice?.message?.content ?? undefined);
      return { value, usage: usageOf(completion.usage?.prompt_tokens, completion.usage?.completion_tokens) };
    });
  }

  #call<T>(
    estimate: Spending,
    { signal, attempts }: CallOptions,
    request: (signal: AbortSignal) => Promise<Answered<T>>,
  ): Promise<T> {
    const attempt = async (): Promise<T> => {
      signal?.throwIfAborted();
      try {
        return await this.#gate.pass(() => this.#counted(request, signal), estimate, this.priority, signal);
      } finally {
        this.deps.metrics?.booked(this.budget);
      }
    };
    const mayPass = (error: unknown, failures: number): boolean => {
      if (!(error instanceof EndpointError) || !error.advice.retry) return false;
      // The gate waits as long as the endpoint asks.
      if ((error.advice.retryAfterMs ?? 0) > PATIENCE.maxRetryAfterMs) return false;
      return !error.advice.timedOut || failures < PATIENCE.timeoutAttempts;
    };
    const limits = { ...PATIENCE, attempts: attempts ?? PATIENCE.attempts };
    return withRetries(limits, mayPass, attempt, { ...this.deps, signal });
  }

  async #counted<T>(
    request: (signal: AbortSignal) => Promise<Answered<T>>,
    signal?: AbortSignal,
  ): Promise<Answered<T>> {
    const { metrics } = this.deps;
    try {
      const answered = await this.#once(request, signal);
      metrics?.request('answered', answered.usage, this.budget);
      return answered;
    } catch (error) {
      metrics?.request(isStarsError(error) ? error.code : 'aborted', undefined, this.budget);
      throw error;
    }
  }

  async #once<T>(request: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    // The package's own time-out ends with the headers; a body may stall as well.
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const abort = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      return await withinDeadline(request(abort), abort);
    } catch (error) {
      signal?.throwIfAborted();
      if (timeout.aborted) {
        const message = `model endpoint gave no answer within ${this.#timeoutMs} ms`;
        throw new EndpointError('STARS_DEADLINE_EXCEEDED', message, { retry: true, timedOut: true });
      }
      throw this.#coded(error);
    }
  }

  /** Without a `cause`: the package's errors carry whole responses, and a log would print them. */
  #coded(error: unknown): Error {
    if (error instanceof APIError && !(error instanceof APIConnectionError) && !(error instanceof APIUserAbortError)) {
      const retryAfter = error.headers?.get('retry-after');
      const status = error.status ?? 500;
      return errorOfStatus(status, error.message, error.code, retryAfter, this.deps.now());
    }
    if (isStarsError(error)) return error;
    const said = error instanceof Error ? error.message : String(error);
    return new EndpointError('STARS_UNAVAILABLE', `model endpoint cannot be used: ${said}`, { retry: true });
  }
}

const spending = (prompt: string, outputTokens: number): Spending => ({
  requests: 1,
  inputTokens: estimatedTokens(prompt),
  outputTokens,
});

/** Undefined if the endpoint does not report it. */
function usageOf(inputTokens: unknown, outputTokens: unknown): Spending | undefined {
  if (typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return undefined;
  return { requests: 1, inputTokens, outputTokens };
}
