import { QdrantClient } from '@qdrant/js-client-rest';
import { StarsError } from '@stars/errors';
import { AdmissionGate, Secret } from '@stars/platform';
import { QdrantRefusal, refusalError } from './refusals.js';

export interface QdrantConnection {
  /** `http://…` or `https://…`; a path before the API's is kept. */
  url: string | Secret;
  apiKey?: string | Secret;
}

type Api = ReturnType<QdrantClient['api']>;
export type Operation = keyof Api;
/** What an operation takes: parameters of path and address, and the fields of its body. */
export type Argument<O extends Operation> = Parameters<Api[O]>[0];
export type Answer<O extends Operation> = Awaited<ReturnType<Api[O]>>['data'];

export interface QdrantCall {
  /** Most that the answer may take (ms). */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** Requests that run at once, and that may wait for a place. */
const REQUESTS = { concurrent: 64, queued: 1_024 };
/** Qdrant sends a compressed answer in chunks: its end then waits for the client's delayed acknowledgement, for about 40 ms. */
const UNCOMPRESSED = { 'accept-encoding': 'identity' };

/** The only file that knows Qdrant's client: calls by the names of its API, limited in number and time. */
export class QdrantServer {
  readonly #api: Api;
  readonly #key: Secret | undefined;
  readonly #gate = new AdmissionGate(REQUESTS);

  constructor({ url, apiKey }: QdrantConnection) {
    const { origin, pathname } = new URL(Secret.of(url, 'address').read());
    this.#key = apiKey ? Secret.of(apiKey) : undefined;
    const client = new QdrantClient({
      url: origin,
      prefix: pathname === '/' ? '' : pathname.replace(/\/$/, ''),
      // Each call has its own limits; a limit of the client would replace them.
      timeout: Number.POSITIVE_INFINITY,
      checkCompatibility: false,
      maxConnections: REQUESTS.concurrent,
      headers: UNCOMPRESSED,
    });
    this.#api = client.api();
  }

  /**
   * Errors: those of `refusalError`; `STARS_UNAVAILABLE` if no answer came in time; `STARS_OVERLOADED` if too many wait; the
   * signal's reason.
   */
  async call<O extends Operation>(operation: O, argument: Argument<O>, limits: QdrantCall): Promise<Answer<O>> {
    const { timeoutMs, signal } = limits;
    signal?.throwIfAborted();
    const fetch = this.#api[operation] as (argument: unknown, init: RequestInit) => Promise<{ data: Answer<O> }>;
    try {
      const ask = (): Promise<{ data: Answer<O> }> => {
        const limit = AbortSignal.timeout(timeoutMs);
        return fetch(argument, {
          signal: signal ? AbortSignal.any([signal, limit]) : limit,
          ...(this.#key ? { headers: { 'api-key': this.#key.read() } } : {}),
        });
      };
      return (await this.#gate.run(ask, { signal })).data;
    } catch (error) {
      signal?.throwIfAborted();
      throw ours(error);
    }
  }
}

/** Its client throws errors with a status for refusals, and those of `fetch` for the rest. */
function ours(error: unknown): unknown {
  if (error instanceof StarsError) return error;
  if (error instanceof Error && 'status' in error && typeof error.status === 'number') {
    const reason = reasonOf('data' in error ? error.data : undefined) ?? error.message;
    return refusalError(new QdrantRefusal(error.status, reason));
  }
  if (error instanceof Error && error.name === 'QdrantClientResourceExhaustedError') {
    return refusalError(new QdrantRefusal(429, error.message));
  }
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  const message = `Qdrant is away: ${error instanceof Error ? error.message : error}${cause}`;
  return new StarsError('STARS_UNAVAILABLE', message, { cause: error });
}

function reasonOf(body: unknown): string | undefined {
  // A refused token is answered in plain text.
  if (typeof body === 'string' && body.trim() !== '') return body.trim().slice(0, 500);
  const status = typeof body === 'object' && body !== null && 'status' in body ? body.status : undefined;
  const error = typeof status === 'object' && status !== null && 'error' in status ? status.error : undefined;
  return typeof error === 'string' ? error : undefined;
}
