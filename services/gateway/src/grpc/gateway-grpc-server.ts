import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { ServerGrpc } from '@nestjs/microservices';
import { LIMITS, PROTO_PACKAGE, packageDefinition, type RpcName } from '@stars/contracts';
import { listenOrExplain } from '@stars/platform';
import type { RpcHandlers } from '../use-cases/rpc-handlers.js';
import type { GrpcHealth } from './grpc-health.js';
import { addReflection } from './reflection.js';
import { unaryHandler } from './unary-handler.js';

export interface GrpcDoorOptions {
  host: string;
  /** 0 for any that is free. */
  port: number;
}

/**
 * Nest's gRPC transport, with three things it leaves out: which port it got, a clear error for a port in use, and
 * health and reflection beside our services. Calls go straight to their handlers: of Nest's pipes, filters and observables
 * nothing is used here, and each call would pay for them.
 */
export class GatewayGrpcServer extends ServerGrpc {
  #port = 0;

  constructor(
    private readonly door: GrpcDoorOptions,
    health: GrpcHealth,
    private readonly handlers: RpcHandlers,
  ) {
    super({
      package: PROTO_PACKAGE,
      packageDefinition: packageDefinition(),
      gracefulShutdown: true,
      onLoadPackageDefinition: (_definition: ServiceDefinition, server: Server) => {
        health.addToServer(server);
        addReflection(server);
      },
    });
  }

  /** Where it listens, once it does. */
  get port(): number {
    return this.#port;
  }

  override async createService(client: { service: ServiceDefinition }): Promise<UntypedServiceImplementation> {
    const methods = Object.keys(client.service) as RpcName[];
    return Object.fromEntries(methods.map((method) => [method, unaryHandler(this.handlers, method)]));
  }

  override async createClient(): Promise<Server> {
    const server = new Server({
      'grpc.max_receive_message_length': LIMITS.requestBytes,
      'grpc.max_concurrent_streams': 1000,
      // Counts every call and message once more, for a debugging service that is not offered.
      'grpc.enable_channelz': 0,
    });
    this.#port = await listenOrExplain('gRPC', this.door.port, () => bind(server, this.door));
    return server;
  }
}

function bind(server: Server, { host, port }: GrpcDoorOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
}
