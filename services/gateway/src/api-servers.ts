import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { LIMITS } from '@stars/contracts';
import { listenOrExplain } from '@stars/platform';
import { ApiCalls } from './api/api-calls.js';
import { GatewayGrpcServer } from './grpc/gateway-grpc-server.js';
import { GrpcCalls } from './grpc/grpc-calls.js';
import { GrpcHealth } from './grpc/grpc-health.js';
import { HttpErrorFilter } from './http/http-error.filter.js';

export interface ApiServerOptions {
  /** Interface to listen on; default 127.0.0.1, because there is no authentication yet. */
  host?: string;
  /** 0 for any free port. */
  grpcPort: number;
  /** 0 for any free port. */
  httpPort: number;
}

export interface ApiPorts {
  grpcPort: number;
  httpPort: number;
}

/**
 * Starts the gRPC and the HTTP server of an application that holds a `GatewayModule`, created with `bodyParser: false`. `app.close()`
 * closes them: they take no new requests and finish those in work.
 * Errors: `STARS_PORT_IN_USE`; then neither server listens.
 */
export async function startApiServers(app: NestExpressApplication, options: ApiServerOptions): Promise<ApiPorts> {
  const host = options.host ?? '127.0.0.1';
  app.useBodyParser('json', { limit: LIMITS.requestBytes });
  app.useGlobalFilters(new HttpErrorFilter());
  app.disable('x-powered-by');
  // No two answers are the same: a digest of each would match none.
  app.disable('etag');
  const [health, api] = [app.get(GrpcHealth, { strict: false }), app.get(ApiCalls, { strict: false })];
  const grpc = new GatewayGrpcServer({ host, port: options.grpcPort }, health, new GrpcCalls(api));
  app.connectMicroservice({ strategy: grpc });
  try {
    await app.startAllMicroservices();
    await listenOrExplain('HTTP', options.httpPort, () => app.listen(options.httpPort, host));
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
  const address = app.getHttpServer().address() as AddressInfo;
  return { grpcPort: grpc.port, httpPort: address.port };
}
