import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { httpStatusOf } from '@stars/contracts';
import { isStarsError, publicError, StarsError } from '@stars/errors';
import type { HttpResponse } from './http-exchange.js';

/** Any error → its HTTP status and `{ error: { code, field, message } }`. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<HttpResponse>();
    if (response.headersSent) return;
    const error = publicError(isStarsError(exception) ? exception : codedError(exception));
    response.status(httpStatusOf(error.code)).json({ error });
  }
}

/** What the framework refuses before any handler: a body that is too large or malformed, an unknown path. */
function codedError(exception: unknown): unknown {
  if (!(exception instanceof HttpException)) return exception;
  const status = exception.getStatus();
  if (status === 404) return new StarsError('STARS_NOT_FOUND', exception.message);
  if (status === 413) return new StarsError('STARS_TOO_LARGE', 'the body is too large', { field: 'body' });
  if (status >= 500) return exception;
  return new StarsError('STARS_INVALID_FIELD', exception.message, { field: 'body' });
}
