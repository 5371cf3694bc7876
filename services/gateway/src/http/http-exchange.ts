import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Caller } from '@stars/access';
import type { Receiving } from '../api/api-calls.js';

/** The part of the HTTP framework's request and response that this API uses. */
export interface HttpRequest extends EventEmitter {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  query: Readonly<Record<string, unknown>>;
  params: Readonly<Record<string, string>>;
  body?: unknown;
  receiving?: Receiving;
  /** The size of a body that was read before it was known who calls. */
  readBytes?: number;
  /** Whether the body may be JSON that is called `text/plain`. */
  takesText?: boolean;
  socket: Socket;
  /** Who makes it; absent for what is open to everybody. */
  caller?: Caller;
  /** The one that the caller likes best. */
  acceptsLanguages(languages: string[]): string | false;
}

export interface HttpResponse extends EventEmitter {
  writableEnded: boolean;
  headersSent: boolean;
  status(code: number): HttpResponse;
  set(name: string, value: string): HttpResponse;
  json(body: unknown): HttpResponse;
  end(body?: string): void;
}
