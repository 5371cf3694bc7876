import { isStarsError } from '@stars/errors';
import { withinDeadline } from '@stars/platform';
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { ConcurrencyLimit } from './concurrency-limit.js';
import { EndpointError, errorOfStatus } from './endpoint-error.js';
import { DEFAULT_RETRY, type RetryDeps, type RetryPolicy, retry } from './retry.js';

export interface OpenAiEndpoint {
  /** Such as `https://host/v1`. */
  baseUrl: string;
  /** Never logged. Servers of one's own often need none. */
  apiKey?: string;
  /** Of one request, body included (default 60,000). */
  timeoutMs?: number;
  /** Requests at once (default 4). */
  concurrency?: number;
  retry?: Partial<RetryPolicy>;
}

export interface EmbeddingRequest {
  model: string;
  input: readonly string[];
  /** Sent only where given: not every model can shorten its vectors. */
  dimensions?: number;
}

export interface JsonCompletionRequest {
  model: string;
  system: string;
  user: string;
  schemaName: string;
  schema: Record<string, unknown>;
  /** Sent only where given: some models allow none. */
  temperature?: number;
}

/**
 * An endpoint that speaks OpenAI's API: bounded in time and concurrency, retried where a failure may pass.
 * Errors: as `errorOfStatus`, and `STARS_DEADLINE_EXCEEDED`.
 */
export class OpenAiClient {
  readonly #client: OpenAI;
  readonly #limit: ConcurrencyLimit;
  readonly #timeoutMs: number;
  readonly #policy: RetryPolicy;
  readonly #secret: string | undefined;

  constructor(
    endpoint: OpenAiEndpoint,
    private readonly deps: RetryDeps & { now: () => number },
  ) {
    this.#client = new OpenAI({
      baseURL: endpoint.baseUrl,
      apiKey: endpoint.apiKey ?? 'none',
      organization: null,
      project: null,
      // Retries, time-outs and logs are ours: one policy, and no place where a request's headers are printed.
      maxRetries: 0,
      logLevel: 'off',
    });
    this.#limit = new ConcurrencyLimit(endpoint.concurrency ?? 4);
    this.#timeoutMs = endpoint.timeoutMs ?? 60_000;
    this.#policy = { ...DEFAULT_RETRY, ...endpoint.retry };
    this.#secret = endpoint.apiKey;
  }

  /** The answer's `data`, unchecked. */
  embeddings(request: EmbeddingRequest, signal?: AbortSignal): Promise<unknown> {
    return this.#call(async (abort) => {
      const body = { ...request, input: [...request.input], encoding_format: 'float' as const };
      return (await this.#client.embeddings.create(body, { signal: abort })).data;
    }, signal);
  }

  /** The message's text; undefined where the model refused or its answer was cut off. */
  completeJson(request: JsonCompletionRequest, signal?: AbortSignal): Promise<string | undefined> {
    return this.#call(async (abort) => {
      const completion = await this.#client.chat.completions.create(
        {
          model: request.model,
          messages: [
            { role: 'system', content: request.system },
            { role: 'user', content: request.user },
          ],
          response_format: {
            type: 'json_schema',
            json_schema: { name: request.schemaName, schema: request.schema, strict: true },
          },
          ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
        },
        { signal: abort },
      );
      const choice = completion.choices?.[0];
      if (choice === undefined || choice.finish_reason === 'length') return undefined;
      return choice.message?.content ?? undefined;
    }, signal);
  }

  #call<T>(request: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const attempt = () => this.#limit.run(() => this.#once(request, signal));
    const advise = (error: unknown) => (error instanceof EndpointError ? error.advice : { retry: false as const });
    return retry(attempt, advise, this.#policy, this.deps, signal);
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
        throw new EndpointError('STARS_DEADLINE_EXCEEDED', message, { retry: true });
      }
      throw this.#coded(error);
    }
  }

  /** Without a `cause`: the package's errors carry whole responses, and a log would print them. */
  #coded(error: unknown): Error {
    if (error instanceof APIError && !(error instanceof APIConnectionError) && !(error instanceof APIUserAbortError)) {
      const retryAfter = error.headers?.get('retry-after');
      const status = error.status ?? 500;
      return errorOfStatus(status, this.#withoutSecret(error.message), error.code, retryAfter, this.deps.now());
    }
    if (isStarsError(error)) return error;
    const said = this.#withoutSecret(error instanceof Error ? error.message : String(error));
    return new EndpointError('STARS_UNAVAILABLE', `model endpoint cannot be used: ${said}`, { retry: true });
  }

  #withoutSecret(text: string): string {
    return this.#secret ? text.replaceAll(this.#secret, '[secret]') : text;
  }
}
