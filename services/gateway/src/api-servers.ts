import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { credentials } from '@grpc/grpc-js';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type Access, checkProtected, openToAnybody, type TlsContents } from '@stars/access';
import { type ClientSettings, httpStatusOf } from '@stars/contracts';
import { publicError } from '@stars/errors';
import {
  answerOperations,
  type HealthRegistry,
  listenOrExplain,
  type Metrics,
  repeat,
  sendJson,
} from '@stars/platform';
import { ApiCalls } from './api/api-calls.js';
import { gatewayMetrics } from './api/gateway-metrics.js';
import {
  BoundedConnections,
  CONNECTION_BOUNDS,
  type ConnectionBounds,
  FINISHED_WITHIN_MS,
} from './connection-bounds.js';
import { GatewayGrpcServer } from './grpc/gateway-grpc-server.js';
import { knowCaller, RouteGuard } from './http/http-callers.js';
import { HttpErrorFilter } from './http/http-error.filter.js';
import { StatusStreamController } from './http/status-stream.controller.js';
import { stillStarting } from './still-starting.js';

export interface ApiServerOptions {
  /** Interface to listen on; default 127.0.0.1. */
  host?: string;
  /** 0 for any free port. */
  grpcPort: number;
  /** 0 for any free port. */
  httpPort: number;
  /** Whether the HTTP port has `/metrics`; default true. */
  hasMetrics?: boolean;
  /** Who may call; default: anybody who reaches 127.0.0.1. Closed with the servers. */
  access?: Access;
  /** What is not given is as in `CONNECTION_BOUNDS`; for each of the two ports. */
  connections?: Partial<ConnectionBounds>;
}

export interface ApiPorts {
  grpcPort: number;
  httpPort: number;
}

/** How a process calls its own API over gRPC. */
export interface OwnClient {
  address: string;
  settings: ClientSettings;
}

export interface ProcessState {
  health: HealthRegistry;
  metrics: Metrics;
}

/** A client that takes nothing of its answer for so long is dropped, ms: no answer takes as long. */
const SILENT_MS = 60_000;

/**
 * How long an idle connection is kept, ms: longer than load balancers keep theirs, mostly for 60 s. If the server closed it first, a
 * request that is on its way would fail.
 */
const KEPT_MS = 75_000;

/** Time between two looks at readiness for grpc.health.v1.Health, ms. */
const HEALTH_MS = 1000;
/** Time between two looks for idle connections while the servers close, ms. */
const IDLE_MS = 50;

/**
 * The gRPC and the HTTP server of a gateway. They listen before anything else is there: health and metrics are answered, and
 * calls are refused with `STARS_UNAVAILABLE`, until an application serves. So a process that waits for a store looks alive and
 * not ready, and not dead.
 */
export class ApiServers {
  readonly ports: ApiPorts;
  readonly own: OwnClient;
  #streams: StatusStreamController | undefined;
  #closing: Promise<void> | undefined;
  readonly #stopHealth: () => Promise<void>;
  readonly #stopTls: (() => Promise<void>) | undefined;

  private constructor(
    private readonly http: Server | TlsServer,
    private readonly grpc: GatewayGrpcServer,
    private readonly access: Access,
    private readonly state: ProcessState,
    private readonly answers: { listener: RequestListener },
    private readonly hasMetrics: boolean,
  ) {
    const { address, port } = http.address() as AddressInfo;
    this.ports = { grpcPort: grpc.port, httpPort: port };
    // It reaches itself: its certificate is for a name that others use.
    const tls = access.tls && credentials.createSsl(null, null, null, { rejectUnauthorized: false });
    const settings = { authorization: access.ownAuthorization, credentials: tls };
    this.own = { address: `${reachable(address)}:${grpc.port}`, settings };
    void this.#tellHealth();
    this.#stopTls = access.tls?.follow((contents) => {
      (http as TlsServer).setSecureContext(contents);
      grpc.useTls(contents);
    });
    this.#stopHealth = repeat(HEALTH_MS, () => this.#tellHealth());
  }

  /** Listens on both ports. Errors: `STARS_PORT_IN_USE`, `STARS_UNPROTECTED`; then neither server listens. */
  static async open(options: ApiServerOptions, state: ProcessState): Promise<ApiServers> {
    const { host = '127.0.0.1', grpcPort, httpPort, hasMetrics = true, access = openToAnybody() } = options;
    await using opened = new AsyncDisposableStack();
    opened.defer(() => access.close());
    const connections = { ...CONNECTION_BOUNDS, ...options.connections };
    checkProtected(access, host);
    const answers = { listener: refuses(hasMetrics ? state : { health: state.health }) };
    const http = createHttp(access.tls?.contents, connections, (request, response) => {
      // A balancer leaves open connections where they are. A request that meets the end of one would fail.
      if (state.health.isDraining) response.setHeader('connection', 'close');
      answers.listener(request, response);
    });
    http.setTimeout(SILENT_MS);
    const { connectionsRefused } = gatewayMetrics(state.metrics);
    const refused = (transport: string) => (count: number) => connectionsRefused.inc({ transport }, count);
    new BoundedConnections(connections, refused('http')).watch(http);
    const grpc = await GatewayGrpcServer.open({ host, port: grpcPort, connections }, access, refused('grpc'));
    opened.defer(() => grpc.close());
    await listenOrExplain('HTTP', httpPort, async () => {
      http.listen(httpPort, host);
      await once(http, 'listening');
    });
    opened.move();
    return new ApiServers(http, grpc, access, state, answers, hasMetrics);
  }

  /** Starts an application that holds a `GatewayModule`, created with `bodyParser: false`, and lets it answer. */
  async serve(app: NestExpressApplication): Promise<void> {
    app.use(knowCaller(this.access, gatewayMetrics(this.state.metrics)));
    app.useGlobalFilters(new HttpErrorFilter());
    app.useGlobalGuards(new RouteGuard(this.hasMetrics));
    app.disable('x-powered-by');
    // No two answers are the same: a digest of each would match none.
    app.disable('etag');
    await app.init();
    const calls = app.get(ApiCalls, { strict: false });
    calls.limitBy(this.access.limits);
    this.#streams = app.get(StatusStreamController, { strict: false });
    this.grpc.serve(calls);
    this.answers.listener = app.getHttpAdapter().getInstance() as RequestListener;
    await this.#tellHealth();
  }

  /** Takes no new requests and finishes those in work. */
  async close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#stopHealth();
      await this.#stopTls?.();
      this.grpc.sayHealth(false);
      const closed = once(this.http, 'close');
      this.http.close();
      this.#streams?.endAll();
      // Connections that were in use are idle after their answer, and would stay open for seconds.
      const idle = setInterval(() => this.http.closeIdleConnections(), IDLE_MS);
      // Node bounds no request any more once a server closes.
      const late = setTimeout(() => this.http.closeAllConnections(), FINISHED_WITHIN_MS);
      await Promise.all([closed, this.grpc.close()]);
      clearInterval(idle);
      clearTimeout(late);
      await this.access.close();
    })();
    await this.#closing;
  }

  async #tellHealth(): Promise<void> {
    const { ready } = await this.state.health.readiness();
    if (!this.#closing) this.grpc.sayHealth(ready);
  }
}

/** Where this machine reaches a server that listens on an address. */
function reachable(address: string): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1';
  return address.includes(':') ? `[${address}]` : address;
}

function createHttp(
  tls: TlsContents | undefined,
  { firstBytesMs, sentWithinMs }: ConnectionBounds,
  listener: RequestListener,
): Server | TlsServer {
  const times = {
    headersTimeout: firstBytesMs,
    requestTimeout: sentWithinMs,
    keepAliveTimeout: KEPT_MS,
    connectionsCheckingInterval: Math.min(firstBytesMs, 2000),
  };
  if (!tls) return createServer(times, listener);
  // A client may do without a certificate: then it needs a key.
  const asked = { requestCert: tls.ca !== undefined, rejectUnauthorized: false, handshakeTimeout: firstBytesMs };
  return createTlsServer({ ...times, ...tls, ...asked }, listener);
}

function refuses(state: Partial<ProcessState> & Pick<ProcessState, 'health'>): RequestListener {
  const refuse: RequestListener = (_, response) => {
    const error = publicError(stillStarting());
    response.setHeader('retry-after', '1');
    sendJson(response, httpStatusOf(error.code), { error });
  };
  return (request, response) => {
    answerOperations(request, response, state)
      .then((answered) => answered || refuse(request, response))
      .catch(() => response.writeHead(500).end());
  };
}
