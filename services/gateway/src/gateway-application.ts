import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { nestLogger } from '@stars/platform';
import { GatewayModule } from './gateway.module.js';
import type { GatewayDeps } from './gateway-deps.js';
import { type DoorOptions, type DoorPorts, openDoors } from './open-doors.js';

export interface RunningGateway extends DoorPorts {
  close(): Promise<void>;
}

/** The gateway as a process of its own. Errors: `STARS_PORT_IN_USE`. */
export async function startGateway(deps: GatewayDeps, doors: DoorOptions): Promise<RunningGateway> {
  const app = await NestFactory.create<NestExpressApplication>(GatewayModule.register(deps), {
    logger: nestLogger(deps.logger),
    bodyParser: false,
    abortOnError: false,
  });
  const ports = await openDoors(app, doors);
  return { ...ports, close: () => app.close() };
}
