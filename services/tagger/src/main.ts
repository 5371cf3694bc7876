import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { type Closable, closeInOrder, nestSettings } from '@stars/platform';
import { runService } from '@stars/stack';
import { createTextModels, TextCache, textProblems } from '@stars/text';
import { BusLedger } from './bus-ledger.js';
import { TaggerModule } from './tagger.module.js';
import { taggerEnvironment } from './tagger-environment.js';

await runService({
  name: 'tagger',
  environment: taggerEnvironment,
  problems: textProblems,
  uses: ['bus', 'catalog'],
  operationsPort: ({ STARS_TAGGER_PORT }) => ({ setting: 'STARS_TAGGER_PORT', port: STARS_TAGGER_PORT }),
  async start({ config, ports, logger, metrics }) {
    const cache = TextCache.open(join(config.STARS_DATA, 'cache', 'text.db'), {
      onWarning: (message) => logger.warn(message),
    });
    const opened: Closable[] = [{ close: async () => cache.close() }];
    try {
      // Several taggers spend one budget.
      const ledger = config.STARS_STACK === 'servers' ? new BusLedger(ports.bus, cache) : cache;
      const models = await createTextModels(config, { ledger, metrics, logger });
      opened.unshift(models);
      const { STARS_TAGGER_BATCH: batchSize, STARS_TAGGER_RETAG: retag } = config;
      const deps = { ...ports, models, cache, logger, metrics, batchSize, retag };
      const app = await NestFactory.createApplicationContext(TaggerModule.register(deps), nestSettings(logger));
      logger.info({ embedder: models.embedder.name, tagger: models.tagger.name }, 'tagging');
      return { closables: [app, ...opened] };
    } catch (error) {
      // The start may be tried again, and a text model takes hundreds of megabytes.
      await closeInOrder(opened, { logger });
      throw error;
    }
  },
});
