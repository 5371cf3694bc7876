import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { eraseMsOf, openArchiveIfAny, openLongLog } from '@stars/archive';
import { forgetRestored } from '@stars/erasure';
import { ContextFollower, limitThreads, openModels } from '@stars/inference';
import { openObjectStore } from '@stars/object-store';
import { nestSettings } from '@stars/platform';
import { rollOutSettingsOf } from '@stars/roll-out';
import { eventTimesOf, runService } from '@stars/stack';
import { EmbedderModule } from './embedder.module.js';
import { embedderEnvironment } from './embedder-environment.js';

limitThreads(1);
await runService({
  name: 'embedder',
  environment: embedderEnvironment,
  uses: ['bus', 'profiles', 'catalog', 'vectors'],
  operationsPort: ({ STARS_EMBEDDER_PORT }) => ({ setting: 'STARS_EMBEDDER_PORT', port: STARS_EMBEDDER_PORT }),
  async start({ config, ports, logger, metrics }) {
    const archive = openArchiveIfAny(config, ports.bus, config.STARS_DATA);
    const endForgetting = await forgetRestored({ ...ports, logger }, archive);
    const context = new ContextFollower(ports.bus, (err) => logger.warn({ err }, 'a context signal cannot be read'));
    const module = EmbedderModule.register({
      ...ports,
      archive,
      eraseMs: eraseMsOf(config),
      log: openLongLog(config, ports.bus, config.STARS_DATA),
      context,
      models: openModels(config, openObjectStore),
      batchEveryMs: config.STARS_EMBEDDER_BATCH_MS,
      eventTimes: eventTimesOf(config),
      logger,
      metrics,
      rollOut: rollOutSettingsOf(config),
    });
    const app = await NestFactory.createApplicationContext(module, nestSettings(logger));
    return { closables: [app, { close: endForgetting }] };
  },
});
