import { StarsError } from '@stars/errors';
import type { Caller } from '../door/request-door.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';

/** How long the caller waits, in milliseconds: HTTP's stand-in for a gRPC deadline. */
export const TIMEOUT_HEADER = 'x-request-timeout-ms';

/** Who calls over HTTP: their deadline, and whether they are still there. Errors: `STARS_INVALID_FIELD`. */
export function httpCaller(request: HttpRequest, response: HttpResponse): Caller {
  const whenGone = (then: () => void): void => {
    response.on('close', () => {
      if (!response.writableEnded) then();
    });
  };
  return { transport: 'http', deadline: deadline(request.headers[TIMEOUT_HEADER]), whenGone };
}

function deadline(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = Number(header);
  if (!(ms > 0)) {
    throw new StarsError('STARS_INVALID_FIELD', 'must be a number of milliseconds', { field: TIMEOUT_HEADER });
  }
  return Date.now() + ms;
}
