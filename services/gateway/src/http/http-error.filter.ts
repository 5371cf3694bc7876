import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, NotFoundException } from '@nestjs/common';
import { httpStatusOf } from '@stars/contracts';
import { isStarsError, LimitReachedError, publicError, StarsError } from '@stars/errors';
import type { HttpResponse } from './http-exchange.js';
import { otherMethods, type RoutedRequest } from './other-methods.js';

/** Any error → its HTTP status and `{ error: { code, field, message } }`. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<HttpResponse>();
    if (response.headersSent) return;
    const noRoute = exception instanceof NotFoundException ? otherMethods(http.getRequest<RoutedRequest>()) : [];
    if (noRoute.length > 0) response.set('allow', noRoute.join(', '));
    const error = publicError(isStarsError(exception) ? exception : codedError(exception, noRoute));
    if (error.code === 'STARS_UNAUTHENTICATED') response.set('www-authenticate', 'Bearer realm="stars"');
    const status = httpStatusOf(error.code);
    if (status === 429 || status === 503) response.set('retry-after', String(retryAfterSeconds(exception)));
    response.status(status).json({ error });
  }
}

const retryAfterSeconds = (error: unknown): number =>
  error instanceof LimitReachedError ? Math.ceil(error.retryAfterMs / 1000) : 1;

/** What the framework refuses before any handler: an unknown path, or one that cannot be read. */
function codedError(exception: unknown, allowed: readonly string[]): unknown {
  if (!(exception instanceof HttpException)) return exception;
  const status = exception.getStatus();
  const { message } = exception;
  if (allowed.length > 0) {
    return new StarsError('STARS_METHOD_NOT_ALLOWED', `${message}: the path takes ${allowed.join(', ')}`);
  }
  if (status === 404) return new StarsError('STARS_NOT_FOUND', `${message}: /openapi.json has all calls`);
  if (status >= 500) return exception;
  // The message of Express, with what it is about.
  return new StarsError('STARS_INVALID_FIELD', `path cannot be read: ${message}`, { field: 'path' });
}
