import { Client, errors } from '@elastic/elasticsearch';
import { StarsError } from '@stars/errors';
import { AdmissionGate, addressesIn, Secret } from '@stars/platform';

export interface ElasticsearchConnection {
  /** `http://…` or `https://…`; several with commas between them for the nodes of one cluster. */
  url: string | Secret;
  apiKey?: string | Secret;
  username?: string;
  password?: string | Secret;
  /** SHA-256 fingerprint of the certificate authority, for clusters with one of their own. */
  caFingerprint?: string;
}

/** Requests that run at once, and that may wait for a place. */
const CONCURRENT_REQUESTS = 64;
const QUEUED_REQUESTS = 1024;

export interface ElasticsearchRequest {
  method: 'GET' | 'POST' | 'PUT' | 'HEAD' | 'DELETE';
  path: string;
  /** Parameters of the address. */
  query?: Record<string, string | number | boolean>;
  body?: object;
  /** Lines of JSON, in place of `body`. */
  lines?: readonly string[];
  /** Most that the answer may take (ms). */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** A refusal of the server: its HTTP status, and the type that it names, such as `index_not_found_exception`. */
export class ElasticsearchRefusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    reason: string,
  ) {
    super(`Elasticsearch: ${type}: ${reason}`);
    this.name = 'ElasticsearchRefusal';
  }
}

/** The only file that knows Elasticsearch's client: requests and answers as JSON, limited in number and time. */
export class ElasticsearchServer {
  readonly #client: Client;
  readonly #gate: AdmissionGate;
  readonly #login: () => Record<string, string>;

  constructor(connection: ElasticsearchConnection) {
    const { caFingerprint } = connection;
    const address = Secret.of(connection.url, 'address');
    this.#gate = new AdmissionGate({ concurrent: CONCURRENT_REQUESTS, queued: QUEUED_REQUESTS });
    this.#login = loginOf(connection, address);
    this.#client = new Client({
      nodes: serversOf(address),
      ...(caFingerprint ? { caFingerprint, tls: { rejectUnauthorized: false } } : {}),
      agent: { connections: CONCURRENT_REQUESTS, pipelining: 1 },
      // The caller knows whether and for how long to retry.
      maxRetries: 0,
      enableMetaHeader: false,
    });
  }

  /**
   * Errors: `ElasticsearchRefusal`; `STARS_UNAVAILABLE` if no answer came in time; `STARS_OVERLOADED` if too many wait; the signal's reason.
   */
  async request<T>(request: ElasticsearchRequest): Promise<T> {
    const { method, path, query = {}, body, lines, timeoutMs, signal } = request;
    signal?.throwIfAborted();
    try {
      const answer = await this.#gate.run(
        () =>
          this.#client.transport.request(
            { method, path, querystring: query, ...(lines ? { bulkBody: [...lines] } : body ? { body } : {}) },
            { requestTimeout: timeoutMs, headers: this.#login(), ...(signal ? { signal } : {}) },
          ),
        { signal },
      );
      return answer as T;
    } catch (error) {
      signal?.throwIfAborted();
      throw ours(error);
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

function serversOf(address: Secret): string[] {
  return addressesIn(address.read()).map((url) => {
    url.username = url.password = '';
    return url.href;
  });
}

/** The header that says who asks, read anew for each request: a key, else a user, else the login of the first address. */
function loginOf({ apiKey, username, password = '' }: ElasticsearchConnection, address: Secret) {
  const secret = apiKey || password ? Secret.of(apiKey || password) : undefined;
  const basic = (user: string, word: string) => ({
    authorization: `Basic ${Buffer.from(`${user}:${word}`).toString('base64')}`,
  });
  return (): Record<string, string> => {
    if (apiKey) return { authorization: `ApiKey ${secret!.read()}` };
    if (username) return basic(username, secret?.read() ?? '');
    const [first] = addressesIn(address.read());
    return first?.username ? basic(decodeURIComponent(first.username), decodeURIComponent(first.password)) : {};
  };
}

function ours(error: unknown): unknown {
  if (error instanceof errors.ResponseError) {
    const { type = 'no type', reason = error.message } = errorOf(error.body) ?? {};
    return new ElasticsearchRefusal(error.statusCode ?? 0, type, reason);
  }
  // No answer, or one that is cut off.
  if (error instanceof errors.ElasticsearchClientError) {
    return new StarsError('STARS_UNAVAILABLE', `Elasticsearch is away: ${error.message}`, { cause: error });
  }
  return error;
}

function errorOf(body: unknown): { type?: string; reason?: string } | undefined {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  return typeof error === 'object' && error !== null ? error : undefined;
}
