import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { StarsError } from '@stars/errors';
import { nestSettings } from '@stars/platform';
import { runService } from '@stars/stack';
import { ArchiverModule } from './archiver.module.js';
import { archiverEnvironment } from './archiver-environment.js';

await runService({
  name: 'archiver',
  environment: archiverEnvironment,
  uses: ['bus'],
  operationsPort: ({ STARS_ARCHIVER_PORT }) => ({ setting: 'STARS_ARCHIVER_PORT', port: STARS_ARCHIVER_PORT }),
  async start({ config, ports: { bus }, logger, metrics }) {
    if (config.STARS_ARCHIVE === '') {
      throw new StarsError('STARS_CONFIG_INVALID', 'STARS_ARCHIVE names no place', { field: 'STARS_ARCHIVE' });
    }
    const deps = { bus, settings: config, dataDir: config.STARS_DATA, logger, metrics };
    const app = await NestFactory.createApplicationContext(ArchiverModule.register(deps), nestSettings(logger));
    return { closables: [app] };
  },
});
