import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { nestSettings } from '@stars/platform';
import { runService } from '@stars/stack';
import { CatalogModule } from './catalog.module.js';
import { catalogEnvironment } from './catalog-environment.js';

await runService({
  name: 'catalog',
  environment: catalogEnvironment,
  uses: ['bus', 'catalog', 'vectors'],
  operationsPort: ({ STARS_CATALOG_PORT }) => ({ setting: 'STARS_CATALOG_PORT', port: STARS_CATALOG_PORT }),
  async start({ ports, logger, metrics }) {
    const module = CatalogModule.register({ ...ports, logger, metrics });
    const app = await NestFactory.createApplicationContext(module, nestSettings(logger));
    return { closables: [app] };
  },
});
