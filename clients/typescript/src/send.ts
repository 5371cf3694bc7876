import { errorOf, StarsError } from './stars-error.js';

export interface CallOptions {
  /** How long the call may take, with all of its tries, ms. Default: that of the client. */
  timeoutMs?: number;
  /** Ends the call. */
  signal?: AbortSignal;
  /** Whether the request goes on when the page is left. A browser allows some 64 KB of such requests at once. */
  keepalive?: boolean;
}

/** Sends a request, with its fields in the path, the query or the body. Errors: `StarsError`. */
export type Send = <Answer>(verb: string, path: string, request: object, options?: CallOptions) => Promise<Answer>;

export interface SendOptions {
  url: string;
  key?: string;
  timeoutMs: number;
}

/** Tries of a call, the first one included. */
const MOST_TRIES = 4;
/** Where the server says nothing: before the second try, doubled for each further one. */
const FIRST_WAIT_MS = 100;

export function newSend({ url, key, timeoutMs: usual }: SendOptions): Send {
  const base = url.replace(/\/$/, '');
  const authorization: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return async <Answer>(verb: string, path: string, request: object, options: CallOptions = {}): Promise<Answer> => {
    const { timeoutMs = usual, signal, keepalive = false } = options;
    const deadline = performance.now() + timeoutMs;
    const where = base + (verb === 'GET' ? inUrl(path, request) : path);
    const body = verb === 'GET' ? undefined : JSON.stringify(request);
    for (let tries = 1; ; tries++) {
      const left = Math.ceil(deadline - performance.now());
      const headers = { ...authorization, 'content-type': 'application/json', 'x-request-timeout-ms': String(left) };
      const outcome = await tryOnce<Answer>(where, { method: verb, headers, body, keepalive }, left, signal);
      if ('answer' in outcome) return outcome.answer;
      const waitMs = outcome.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + Math.random() / 2);
      const isWorth = outcome.mayRetry && tries < MOST_TRIES && performance.now() + waitMs < deadline;
      if (!isWorth) throw outcome.error;
      await pause(waitMs, signal);
    }
  };
}

type Outcome<Answer> = { answer: Answer } | { error: StarsError; mayRetry: boolean; retryAfterMs?: number };

/** What another try may help against: too much to do, a server that is away or was started anew. */
const RETRIED: readonly number[] = [429, 502, 503];

async function tryOnce<Answer>(
  url: string,
  init: RequestInit,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Outcome<Answer>> {
  const timeout = AbortSignal.timeout(Math.max(timeoutMs, 0));
  try {
    const response = await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    const text = await response.text();
    if (response.ok) return { answer: JSON.parse(text) as Answer };
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const error = errorOf(response.status, text);
    const mayRetry = RETRIED.includes(response.status);
    return { error, mayRetry, ...(Number.isNaN(seconds) ? {} : { retryAfterMs: seconds * 1000 }) };
  } catch (cause) {
    signal?.throwIfAborted();
    if (timeout.aborted) {
      const message = `no answer within ${timeoutMs} ms`;
      return { error: new StarsError('STARS_DEADLINE_EXCEEDED', message, undefined, 0, { cause }), mayRetry: false };
    }
    const message = `the server cannot be reached: ${(cause as Error).message}`;
    return { error: new StarsError('STARS_UNAVAILABLE', message, undefined, 0, { cause }), mayRetry: true };
  }
}

/** A request of a `GET`: text as it is, and all else as JSON. */
function inUrl(path: string, request: object): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const [name, value] of Object.entries(request)) {
    if (value === undefined || value === null) continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const place = `{${name}}`;
    if (filled.includes(place)) filled = filled.replace(place, () => encodeURIComponent(text));
    else query.set(name, text);
  }
  return query.size === 0 ? filled : `${filled}?${query}`;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
