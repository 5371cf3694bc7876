import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { type Access, certificateNames, checkOwnName, checkRight, isOpenPath, routeRight } from '@stars/access';
import { isStarsError, StarsError } from '@stars/errors';
import type { GatewayMetrics } from '../api/gateway-metrics.js';
import { HttpApiController } from './api.controller.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';
import { KeysInBodies } from './key-in-body.js';
import { Strangers } from './strangers.js';

type Next = (error?: unknown) => void;

/** Finds out who makes a request, before anything of its body is read but where trackers have their key in it. */
export const knowCaller = (access: Access, metrics: GatewayMetrics, strangers = new Strangers()) => {
  const keysInBodies = new KeysInBodies(access, strangers);
  return async (request: HttpRequest & { method: string }, response: HttpResponse, next: Next): Promise<void> => {
    const received = performance.now();
    const { remoteAddress } = request.socket;
    try {
      // An API that asks nobody who they are is for this machine, and not for the pages that a browser on it shows.
      const isTracker = !access.isOpen && TRACKER_PATH.test(request.path);
      const isOfPages = isTracker || (!access.isOpen && EVENTS_PATH.test(request.path));
      if (isOfPages) response.set('access-control-allow-origin', '*');
      if (isOpenPath(request.method, request.path)) strangers.asks(request.path, remoteAddress);
      else if (isOfPages && request.method === 'OPTIONS') {
        strangers.asks(request.path, remoteAddress);
        allowAnyPage(response);
        return;
      } else {
        checkOwnName(access, request.headers['host'] as string | undefined);
        const authorization = (request.headers['authorization'] as string | undefined) ?? measurementKey(request);
        const certificate = authorization === undefined ? namesOf(request.socket) : undefined;
        // A browser adds a certificate by itself, whatever page sends a text; a key is in no page but those of the shop.
        request.takesText = isTracker && authorization !== undefined;
        const hasOther = authorization !== undefined || certificate !== undefined;
        request.caller =
          isTracker && !hasOther && SEGMENT.test(`${request.method} ${request.path}`)
            ? await keysInBodies.readCaller(request, response)
            : await access.authenticate({ authorization, certificate });
      }
    } catch (caught) {
      const error = strangers.refused(caught, remoteAddress);
      const code = isStarsError(error) ? error.code : 'STARS_INTERNAL';
      // It is not known yet which call it is.
      metrics.request('unknown', 'http', code, (performance.now() - received) / 1000);
      next(error);
      return;
    }
    next();
  };
};

/** RudderStack's library has its key and the anonymous id in headers, Segment's names the last one when it tries again. */
const OF_TRACKERS = ['anonymousid', 'x-retry-count'];
/** What may have its key in the body. */
const SEGMENT = /^POST \/segment\//i;
/** What trackers in a browser send to. */
const TRACKER_PATH = /^\/(segment\/v1\/[^/]+|mp\/collect)\/?$/i;

/** What the client of STARS in a browser sends to. */
const EVENTS_PATH = /^\/v1\/track\/?$/i;

/** Answers a browser that asks whether pages of other sites may send: all may, with a key and without cookies. */
function allowAnyPage(response: HttpResponse): void {
  response
    .status(204)
    .set('access-control-allow-methods', 'POST')
    .set(
      'access-control-allow-headers',
      ['authorization', 'content-type', 'x-request-timeout-ms', ...OF_TRACKERS].join(', '),
    )
    .set('access-control-max-age', '86400')
    .end();
}

/** The Measurement Protocol has its key in the query. */
function measurementKey({ path, query }: HttpRequest): string | undefined {
  const { api_secret: key } = query;
  return path === '/mp/collect' && typeof key === 'string' ? `Bearer ${key}` : undefined;
}

/** Names in the client certificate of a connection, read once. */
const names = new WeakMap<Socket, readonly string[]>();

function namesOf(socket: Socket): readonly string[] | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const known = names.get(socket) ?? certificateNames(socket.getPeerCertificate());
  names.set(socket, known);
  return known;
}

/** Checks the right to each route that is no call of the API: those are checked with all transports, in `ApiCalls`. */
export class RouteGuard implements CanActivate {
  constructor(private readonly hasMetrics: boolean) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getClass() === HttpApiController) return true;
    const request = context.switchToHttp().getRequest<HttpRequest & { method: string; route: { path: string } }>();
    const { path } = request.route;
    // By the route that was found: there are many ways to write a path.
    if (path === '/metrics' && !this.hasMetrics) {
      throw new StarsError('STARS_NOT_FOUND', 'the metrics are on another port');
    }
    const right = routeRight(request.method, path);
    if (right === 'open') return true;
    if (right === undefined || request.caller === undefined) {
      throw new StarsError('STARS_PERMISSION_DENIED', 'nobody has a right to this route');
    }
    checkRight(request.caller, right);
    return true;
  }
}
