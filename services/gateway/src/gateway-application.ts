import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { nestSettings } from '@stars/platform';
import type { ApiPorts, ApiServers } from './api-servers.js';
import { GatewayModule } from './gateway.module.js';
import type { GatewayDeps } from './gateway-deps.js';

export interface RunningGateway extends ApiPorts {
  close(): Promise<void>;
}

/** The gateway as a separate application on servers that listen, with additional modules if needed. Closing it closes them. */
export async function startGateway(
  deps: GatewayDeps,
  servers: ApiServers,
  beside: readonly DynamicModule[] = [],
): Promise<RunningGateway> {
  const gateway = GatewayModule.register(deps);
  const root = { ...gateway, imports: [...beside] };
  const app = await NestFactory.create<NestExpressApplication>(root, {
    ...nestSettings(deps.logger),
    bodyParser: false,
  });
  await servers.serve(app);
  const close = async (): Promise<void> => {
    await servers.close();
    await app.close();
  };
  return { ...servers.ports, close };
}
