import { type DynamicModule, Module } from '@nestjs/common';
import { CONSOLE_DEPS, ConsoleController, type ConsoleDeps } from './console.controller.js';

/** A web page at `/` of the gateway's HTTP server, which it uses like any other client. */
@Module({})
export class ConsoleModule {
  static register(deps: ConsoleDeps): DynamicModule {
    return {
      module: ConsoleModule,
      controllers: [ConsoleController],
      providers: [{ provide: CONSOLE_DEPS, useValue: deps }],
    };
  }
}
