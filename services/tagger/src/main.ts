import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { nestLogger } from '@stars/platform';
import { runService, watchLag } from '@stars/stack';
import { createTextModels, TextCache, textConfigOf } from '@stars/text';
import { TaggerModule } from './tagger.module.js';
import { TAGGER_GROUP, TAGGER_TOPICS } from './tagger-consumer.js';
import { taggerEnvironment } from './tagger-environment.js';

await runService({
  name: 'tagger',
  environment: taggerEnvironment,
  uses: ['bus'],
  operationsPort: ({ STARS_TAGGER_PORT }) => ({ setting: 'STARS_TAGGER_PORT', port: STARS_TAGGER_PORT }),
  async start({ config, ports, logger, metrics }) {
    const { bus } = ports;
    const models = await createTextModels(textConfigOf(config));
    const cache = TextCache.open(join(config.STARS_DATA, 'cache', 'text.db'));
    const deps = { bus, models, cache, logger, metrics, batchSize: config.STARS_TAGGER_BATCH };
    const app = await NestFactory.createApplicationContext(TaggerModule.register(deps), {
      logger: nestLogger(logger),
      abortOnError: false,
    });
    logger.info({ embedder: models.embedder.name, tagger: models.tagger.name }, 'tagging');
    const unwatch = watchLag(bus, [{ group: TAGGER_GROUP, topics: TAGGER_TOPICS }], metrics, logger);
    return {
      closables: [app, { close: async () => unwatch() }, models, { close: async () => cache.close() }],
    };
  },
});
