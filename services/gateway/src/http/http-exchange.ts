import type { EventEmitter } from 'node:events';

/** The part of the HTTP framework's request and response that this API uses. */
export interface HttpRequest {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  query: Readonly<Record<string, unknown>>;
  params: Readonly<Record<string, string>>;
  body?: unknown;
}

export interface HttpResponse extends EventEmitter {
  writableEnded: boolean;
  headersSent: boolean;
  status(code: number): HttpResponse;
  set(name: string, value: string): HttpResponse;
  json(body: unknown): HttpResponse;
}
