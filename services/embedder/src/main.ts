import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { TOPICS } from '@stars/contracts';
import { ContextFollower, limitThreads } from '@stars/inference';
import { nestLogger } from '@stars/platform';
import { runService, serviceEnvironment, watchLag } from '@stars/stack';
import { z } from 'zod';
import { EmbedderModule } from './embedder.module.js';
import { BATCH_EVERY_MS, EMBEDDER_TOPICS } from './embedder-consumer.js';
import { EMBEDDER_GROUP, EMBEDDER_MODELS_GROUP, EMBEDDER_SERVE_GROUP } from './embedder-deps.js';
import { rollOutEnvironment, rollOutSettingsOf } from './roll-out-settings.js';

/** Everything that the embedder's process can be told, by environment variables. */
const environment = z.object({
  ...serviceEnvironment,
  /** Health and metrics. */
  STARS_EMBEDDER_PORT: z.coerce.number().int().min(0).max(65_535).default(8083),
  /** Folder of all models, which the trainer writes; default `models` below STARS_DATA. */
  STARS_MODELS: z.string().optional(),
  /** Between the starts of two batches of a partition's interactions. */
  STARS_EMBEDDER_BATCH_MS: z.coerce.number().int().min(0).max(10_000).default(BATCH_EVERY_MS),
  ...rollOutEnvironment,
});

const GROUPS = [
  { group: EMBEDDER_GROUP, topics: EMBEDDER_TOPICS },
  { group: EMBEDDER_MODELS_GROUP, topics: [TOPICS.models] },
  { group: EMBEDDER_SERVE_GROUP, topics: [TOPICS.serveRequests] },
];

limitThreads(1);
await runService({
  name: 'embedder',
  environment,
  uses: ['bus', 'profiles', 'catalog', 'vectors'],
  operationsPort: ({ STARS_EMBEDDER_PORT }) => ({ setting: 'STARS_EMBEDDER_PORT', port: STARS_EMBEDDER_PORT }),
  async start({ config, ports, logger, metrics }) {
    const context = new ContextFollower(ports.bus, (err) => logger.warn({ err }, 'a context signal cannot be read'));
    const modelsFolder = config.STARS_MODELS ?? join(config.STARS_DATA, 'models');
    const app = await NestFactory.createApplicationContext(
      EmbedderModule.register({
        ...ports,
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
