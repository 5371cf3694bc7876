import type { RpcName } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { ApiCall } from '../api/api-calls.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';

/** How long the caller waits, in milliseconds: HTTP's stand-in for a gRPC deadline. */
const TIMEOUT_HEADER = 'x-request-timeout-ms';

/** Eleven days: no call takes so long. */
const MOST_MS = 999_999_999;

/** A call over HTTP, with its caller's deadline, and whether they are still there. Errors: `STARS_INVALID_FIELD`. */
export function httpCall<M extends RpcName>(method: M, request: HttpRequest, response: HttpResponse): ApiCall<M> {
  const deadline = deadlineOf(request.headers[TIMEOUT_HEADER]);
  const whenGone = (then: () => void): void => {
    response.on('close', () => {
      if (!response.writableEnded) then();
    });
  };
  // Of several headers none counts.
  const { traceparent: trace } = request.headers;
  const traceparent = typeof trace === 'string' ? trace : undefined;
  const received = performance.now();
  return { method, transport: 'http', caller: request.caller!, received, deadline, whenGone, traceparent };
}

function deadlineOf(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(String(header)) ? Number(header) : 0;
  if (ms === 0) {
    throw new StarsError(
      'STARS_INVALID_FIELD',
      `${TIMEOUT_HEADER} must be a whole number of milliseconds from 1 to ${MOST_MS}`,
      {
        field: TIMEOUT_HEADER,
      },
    );
  }
  return Date.now() + ms;
}
