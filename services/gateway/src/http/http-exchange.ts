import type { EventEmitter } from 'node:events';

/** The part of the HTTP framework's request and response that this API uses. */
export interface HttpRequest {
  headers: Record<string, string | string[] | undefined>;
  query: Readonly<Record<string, unknown>>;
  body?: unknown;
}

export interface HttpResponse extends EventEmitter {
  writableEnded: boolean;
  headersSent: boolean;
  status(code: number): HttpResponse;
  json(body: unknown): HttpResponse;
}
