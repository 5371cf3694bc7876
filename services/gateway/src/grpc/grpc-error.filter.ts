import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { toGrpcFailure } from '@stars/contracts';
import { type Observable, throwError } from 'rxjs';

/** Any error → gRPC status, with the stable code and the field in the trailers `stars-code` and `stars-field`. */
@Catch()
export class GrpcErrorFilter implements ExceptionFilter {
  catch(exception: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => toGrpcFailure(exception));
  }
}
