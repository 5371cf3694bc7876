import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { LIMITS } from '@stars/contracts';
import { listenOrExplain } from '@stars/platform';
import { GatewayGrpcServer } from './grpc/gateway-grpc-server.js';
import { GrpcHealth } from './grpc/grpc-health.js';
import { RpcBytes } from './grpc/rpc-bytes.js';
import { HttpErrorFilter } from './http/http-error.filter.js';
import { RpcHandlers } from './use-cases/rpc-handlers.js';

export interface DoorOptions {
  /** Interface to listen on; default 127.0.0.1, for nobody is asked who they are yet. */
  host?: string;
  /** 0 for any that is free. */
  grpcPort: number;
  /** 0 for any that is free. */
  httpPort: number;
}

export interface DoorPorts {
  grpcPort: number;
  httpPort: number;
}

/**
 * Opens both doors of an application that holds a `GatewayModule`, created with `bodyParser: false`. `app.close()`
 * closes them: no new requests, those in work are finished.
 * Errors: `STARS_PORT_IN_USE`; neither door is open then.
 */
export async function openDoors(app: NestExpressApplication, options: DoorOptions): Promise<DoorPorts> {
  const host = options.host ?? '127.0.0.1';
  app.useBodyParser('json', { limit: LIMITS.requestBytes });
  app.useGlobalFilters(new HttpErrorFilter());
  app.disable('x-powered-by');
  // No two answers are the same: a digest of each would match none.
  app.disable('etag');
  const [health, handlers] = [app.get(GrpcHealth, { strict: false }), app.get(RpcHandlers, { strict: false })];
  const grpc = new GatewayGrpcServer({ host, port: options.grpcPort }, health, new RpcBytes(handlers));
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
