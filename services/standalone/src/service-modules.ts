import { join } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import { keysFileOf } from '@stars/access';
import { eraseMsOf, openArchiveIfAny, openLongLog } from '@stars/archive';
import type { AuditLog } from '@stars/audit';
import { CONSUMER_GROUPS, type ConsumerGroup, EMBEDDER_GROUPS } from '@stars/event-bus';
import type { ContextFollower, ModelRegistry } from '@stars/inference';
import type { HealthRegistry, Logger, Metrics } from '@stars/platform';
import type { ServedModelProvider } from '@stars/recommending';
import { rollOutSettingsOf } from '@stars/roll-out';
import { ArchiverModule } from '@stars/service-archiver';
import { CatalogModule } from '@stars/service-catalog';
import { ConsoleModule } from '@stars/service-console';
import { EmbedderModule } from '@stars/service-embedder';
import { answerThreadsOf, type GatewayDeps, GatewayModule, threadsOfMachine } from '@stars/service-gateway';
import { TaggerModule } from '@stars/service-tagger';
import { eventTimesOf, type Stack } from '@stars/stack';
import type { TextCache, TextModels } from '@stars/text';
import type { StandaloneConfig } from './standalone-environment.js';
import type { StandaloneOptions } from './standalone-options.js';

/** What all services of the process share, on any stack. */
export interface Shared
  extends Pick<
    StandaloneOptions,
    'dataDir' | 'embeds' | 'clock' | 'timeZone' | 'rollOut' | 'answersInThreads' | 'surfaces' | 'kinds'
  > {
  config: StandaloneConfig;
  stack: Stack;
  models: ModelRegistry;
  context: ContextFollower;
  servedModels: ServedModelProvider;
  signals: GatewayDeps['signals'];
  text: TextModels;
  textCache: TextCache;
  audit: AuditLog;
  logger: Logger;
  metrics: Metrics;
  health: HealthRegistry;
  answers: Pick<GatewayDeps, 'impressions' | 'surfaces' | 'kinds' | 'listEditing' | 'ucp'>;
}

/**
 * Consumer groups whose backlog keeps known users and items out of the answers. Tagging is not one of them: it may take hours, and the
 * items that wait for it are found by and by. Statistics are not either: until they follow, those of the training answer.
 */
export const ANSWER_GROUPS: readonly ConsumerGroup[] = CONSUMER_GROUPS.filter(
  (group) => group.service !== 'tagger' && group !== EMBEDDER_GROUPS.statistics,
);

/** Catalogue, tagger and embedder, which keep the stores in step with the bus. */
export function consumerModules(shared: Shared): DynamicModule[] {
  const { stack, metrics, text } = shared;
  const logger = (component: string): Logger => shared.logger.child({ component });
  return [
    CatalogModule.register({ ...stack, metrics, logger: logger('catalog') }),
    TaggerModule.register({
      bus: stack.bus,
      catalog: stack.catalog,
      models: text,
      cache: shared.textCache,
      metrics,
      logger: logger('tagger'),
      retag: shared.config.STARS_TAGGER_RETAG,
    }),
    ...(shared.embeds === false ? [] : [embedderModule(shared)]),
  ];
}

function embedderModule(shared: Shared): DynamicModule {
  const { config, stack, dataDir, context, models, metrics, logger, rollOut } = shared;
  return EmbedderModule.register({
    ...stack,
    archive: openArchiveIfAny(config, stack.bus, dataDir),
    eraseMs: eraseMsOf(config),
    log: openLongLog(config, stack.bus, dataDir),
    context,
    models,
    metrics,
    logger: logger.child({ component: 'embedder' }),
    eventTimes: eventTimesOf(config),
    rollOut: { ...rollOutSettingsOf(config), ...rollOut },
  });
}

/** The archiver, if the environment names an archive. */
export function archiverModules({ config: settings, stack, dataDir, metrics, logger }: Shared): DynamicModule[] {
  if (settings.STARS_ARCHIVE === '') return [];
  const child = logger.child({ component: 'archiver' });
  return [ArchiverModule.register({ bus: stack.bus, settings, dataDir, metrics, logger: child })];
}

/** Gateway and console, which people and programs reach. */
export function apiModules(shared: Shared): DynamicModule[] {
  const { config, stack, dataDir, servedModels, metrics, health, clock, timeZone, signals, answers, audit } = shared;
  const { models, surfaces, kinds, answersInThreads = false } = shared;
  const plan = { service: 'standalone', dataDir, given: { surfaces, kinds } };
  return [
    GatewayModule.register({
      ...stack,
      ...answers,
      threads: answersInThreads ? answerThreadsOf(config, plan, threadsOfMachine()) : undefined,
      audit,
      models,
      keysFile: keysFileOf(config, dataDir),
      archive: openArchiveIfAny(config, stack.bus, dataDir),
      rejectsFolder: join(dataDir, 'imports'),
      eventTimes: eventTimesOf(config),
      servedModels,
      vocabulary: shared.text.vocabulary,
      metrics,
      health,
      logger: shared.logger.child({ component: 'gateway' }),
      ...{ clock, timeZone, signals },
    }),
    ConsoleModule.register(),
  ];
}
