import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { openArchiveIfAny, openLongLog } from '@stars/archive';
import { TOPICS } from '@stars/contracts';
import { ContextFollower, limitThreads } from '@stars/inference';
import { nestLogger } from '@stars/platform';
import { runService, STATISTICS_GROUP, watchLag } from '@stars/stack';
import { forgetRestored } from './apply-tombstones.js';
import { EmbedderModule } from './embedder.module.js';
import { EMBEDDER_TOPICS } from './embedder-consumer.js';
import { EMBEDDER_GROUP, EMBEDDER_MODELS_GROUP, EMBEDDER_SERVE_GROUP } from './embedder-deps.js';
import { embedderEnvironment } from './embedder-environment.js';
import { rollOutSettingsOf } from './roll-out-settings.js';

const GROUPS = [
  { group: EMBEDDER_GROUP, topics: EMBEDDER_TOPICS },
  { group: EMBEDDER_MODELS_GROUP, topics: [TOPICS.models] },
  { group: EMBEDDER_SERVE_GROUP, topics: [TOPICS.serveRequests] },
  STATISTICS_GROUP,
];

limitThreads(1);
await runService({
  name: 'embedder',
  environment: embedderEnvironment,
  uses: ['bus', 'profiles', 'catalog', 'vectors'],
  operationsPort: ({ STARS_EMBEDDER_PORT }) => ({ setting: 'STARS_EMBEDDER_PORT', port: STARS_EMBEDDER_PORT }),
  async start({ config, ports, logger, metrics }) {
    await forgetRestored({ ...ports, logger }, openArchiveIfAny(config, ports.bus, config.STARS_DATA));
    const context = new ContextFollower(ports.bus, (err) => logger.warn({ err }, 'a context signal cannot be read'));
    const modelsFolder = config.STARS_MODELS ?? join(config.STARS_DATA, 'models');
    const app = await NestFactory.createApplicationContext(
      EmbedderModule.register({
        ...ports,
        log: openLongLog(config, ports.bus, config.STARS_DATA),
        context,
        modelsFolder,
        batchEveryMs: config.STARS_EMBEDDER_BATCH_MS,
        logger,
        metrics,
        rollOut: rollOutSettingsOf(config),
      }),
      { logger: nestLogger(logger), abortOnError: false },
    );
    const unwatch = watchLag(ports.bus, GROUPS, metrics, logger);
    return { closables: [app, { close: async () => unwatch() }] };
  },
});
