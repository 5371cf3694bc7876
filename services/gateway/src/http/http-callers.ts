import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Access, checkRight, isOpenPath, routeRight } from '@stars/access';
import { StarsError } from '@stars/errors';
import { HttpApiController } from './api.controller.js';
import type { HttpRequest } from './http-exchange.js';

type Next = (error?: unknown) => void;

/** Finds out who makes a request, before anything of its body is read. */
export const knowCaller =
  (access: Access) =>
  async (request: HttpRequest & { method: string }, _: unknown, next: Next): Promise<void> => {
    try {
      if (!isOpenPath(request.method, request.path)) {
        const { authorization } = request.headers;
        request.caller = await access.authenticate({ authorization: authorization as string | undefined });
      }
    } catch (error) {
      next(error);
      return;
    }
    next();
  };

/** Checks the right to each route that is no call of the API: those are checked with all transports, in `ApiCalls`. */
@Injectable()
export class RouteGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getClass() === HttpApiController) return true;
    const request = context.switchToHttp().getRequest<HttpRequest & { method: string; route: { path: string } }>();
    const right = routeRight(request.method, request.route.path);
    if (right === 'open') return true;
    if (right === undefined || request.caller === undefined) {
      throw new StarsError('STARS_PERMISSION_DENIED', 'nobody has a right to this route');
    }
    checkRight(request.caller, right);
    return true;
  }
}
