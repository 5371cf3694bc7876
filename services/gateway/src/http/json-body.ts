import { StarsError } from '@stars/errors';
import type { HttpRequest } from './http-exchange.js';

/** The JSON body of a request. Errors: `STARS_INVALID_FIELD` if there is none, or its content type is another. */
export function jsonBody(request: HttpRequest): unknown {
  if (request.body !== undefined) return request.body;
  const type = request.headers['content-type'];
  if (type === undefined) {
    throw new StarsError('STARS_INVALID_FIELD', 'body is missing: send a JSON object', { field: 'body' });
  }
  const message = `content-type is ${type}: send application/json`;
  throw new StarsError('STARS_INVALID_FIELD', message, { field: 'content-type' });
}
