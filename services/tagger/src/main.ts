import 'reflect-metadata';
import { join } from 'node:path';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SqliteEventBus } from '@stars/event-bus';
import {
  createLogger,
  createMetrics,
  describeConfig,
  HealthRegistry,
  listenOrExplain,
  nestLogger,
  parseConfig,
  runUntilSignal,
} from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import { createTextModels, TextCache, textConfigOf } from '@stars/text';
import { HEALTH, METRICS, OperationsController } from './operations.controller.js';
import { TaggerModule } from './tagger.module.js';
import { TAGGER_GROUP, TAGGER_TOPICS } from './tagger-consumer.js';
import type { TaggerDeps } from './tagger-deps.js';
import { taggerEnvironment } from './tagger-environment.js';

@Module({})
class TaggerProcess {
  static of(deps: TaggerDeps, health: HealthRegistry): DynamicModule {
    return {
      module: TaggerProcess,
      imports: [TaggerModule.register(deps)],
      controllers: [OperationsController],
      providers: [
        { provide: HEALTH, useValue: health },
        { provide: METRICS, useValue: deps.metrics },
      ],
    };
  }
}

/** The tagger as a process of its own, on the embedded stack. */
async function main(): Promise<void> {
  const config = parseConfig(taggerEnvironment, process.env);
  const logger = createLogger('tagger', { level: config.STARS_LOG_LEVEL });
  logger.info({ config: describeConfig(taggerEnvironment, config) }, 'starting');
  const models = await createTextModels(textConfigOf(config));
  const db = openDatabase(join(config.STARS_DATA, 'stars.db'));
  const bus = new SqliteEventBus(db);
  const cache = TextCache.open(join(config.STARS_DATA, 'cache', 'text.db'));
  const health = new HealthRegistry();
  health.register('event-bus', async () => {
    await bus.lag(TAGGER_GROUP, TAGGER_TOPICS);
  });
  const metrics = createMetrics('tagger');
  const deps = { bus, models, cache, logger, metrics, batchSize: config.STARS_TAGGER_BATCH };
  const app = await NestFactory.create(TaggerProcess.of(deps, health), { logger: nestLogger(logger) });
  await listenOrExplain('HTTP (STARS_TAGGER_PORT)', config.STARS_TAGGER_PORT, () =>
    app.listen(config.STARS_TAGGER_PORT, config.STARS_HOST),
  );
  logger.info({ embedder: models.embedder.name, tagger: models.tagger.name }, 'tagging');
  const stores = { close: async () => [cache.close(), db.close()] };
  await runUntilSignal([app, bus, models, stores], { timeoutMs: 30_000, logger, health });
}

main().catch((err: unknown) => {
  createLogger('tagger').fatal({ err }, err instanceof Error ? err.message : String(err));
  process.exit(1);
});
