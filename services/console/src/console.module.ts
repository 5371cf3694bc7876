import { fileURLToPath } from 'node:url';
import { type DynamicModule, Module } from '@nestjs/common';
import { CONSOLE_APP, ConsoleController } from './console.controller.js';

/** Tests run the sources, and their app is built as well. */
const BUILT = fileURLToPath(new URL('../dist/web', import.meta.url));

/** The web console on the gateway's HTTP server, which it uses like any other client of the public API. */
@Module({})
export class ConsoleModule {
  /** @param folder What Vite built: index.html, and all files that it loads */
  static register(folder = BUILT): DynamicModule {
    return {
      module: ConsoleModule,
      controllers: [ConsoleController],
      providers: [{ provide: CONSOLE_APP, useValue: folder }],
    };
  }
}
