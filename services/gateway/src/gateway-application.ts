import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { nestLogger } from '@stars/platform';
import { type ApiPorts, type ApiServerOptions, startApiServers } from './api-servers.js';
import { GatewayModule } from './gateway.module.js';
import type { GatewayDeps } from './gateway-deps.js';

export interface RunningGateway extends ApiPorts {
  close(): Promise<void>;
}

/**
 * The gateway as a separate application, with additional modules if needed. Errors: `STARS_PORT_IN_USE`.
 */
export async function startGateway(
  deps: GatewayDeps,
  listen: ApiServerOptions,
  beside: readonly DynamicModule[] = [],
): Promise<RunningGateway> {
  const gateway = GatewayModule.register(deps);
  const root = { ...gateway, imports: [...beside] };
  const app = await NestFactory.create<NestExpressApplication>(root, {
    logger: nestLogger(deps.logger),
    bodyParser: false,
    abortOnError: false,
  });
  const ports = await startApiServers(app, listen);
  return { ...ports, close: () => app.close() };
}
