import { join } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import { type ArchiveSettings, archiveSettings, eraseMsOf, openArchiveIfAny, openLongLog } from '@stars/archive';
import type { AuditLog } from '@stars/audit';
import type { EventTimeBounds } from '@stars/contracts';
import { CONSUMER_GROUPS, type ConsumerGroup, EMBEDDER_GROUPS } from '@stars/event-bus';
import type { ContextFollower, ModelRegistry } from '@stars/inference';
import { type HealthRegistry, type Logger, type Metrics, parseConfig } from '@stars/platform';
import { type ServedModelProvider } from '@stars/recommending';
import type { RollOutSettings } from '@stars/roll-out';
import { ArchiverModule } from '@stars/service-archiver';
import { CatalogModule } from '@stars/service-catalog';
import { ConsoleModule } from '@stars/service-console';
import { EmbedderModule } from '@stars/service-embedder';
import { type GatewayDeps, GatewayModule } from '@stars/service-gateway';
import { TaggerModule, taggerOptionsOf, taggerSettings } from '@stars/service-tagger';
import { type Stack, stackEnvironment } from '@stars/stack';
import type { TextCache, TextModels } from '@stars/text';
import { z } from 'zod';

/** What all services of the process share, on any stack. */
export interface Shared {
  stack: Stack;
  dataDir: string;
  models: ModelRegistry;
  context: ContextFollower;
  servedModels: ServedModelProvider;
  text: TextModels;
  textCache: TextCache;
  audit: AuditLog;
  logger: Logger;
  metrics: Metrics;
  health: HealthRegistry;
  embeds?: boolean;
  clock?: () => number;
  timeZone?: string;
  eventTimes: EventTimeBounds;
  signals?: NonNullable<GatewayDeps['signals']>;
  answers: Pick<GatewayDeps, 'impressions' | 'surfaces' | 'kinds' | 'listEditing'>;
  rollOut?: Partial<RollOutSettings>;
}

/**
 * Consumer groups whose backlog keeps known users and items out of the answers. Tagging is not one of them: it may take hours, and the
 * items that wait for it are found by and by. Statistics are not either: until they follow, those of the training answer.
 */
export const ANSWER_GROUPS: readonly ConsumerGroup[] = CONSUMER_GROUPS.filter(
  (group) => group.service !== 'tagger' && group !== EMBEDDER_GROUPS.statistics,
);

/** Example users of the console. */
const EXAMPLES = 8;

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
      ...taggerOptionsOf(parseConfig(z.object(taggerSettings), process.env)),
    }),
    ...(shared.embeds === false ? [] : [embedderModule(shared)]),
  ];
}

function embedderModule(shared: Shared): DynamicModule {
  const { stack, dataDir, context, models, metrics, logger, eventTimes, rollOut } = shared;
  const settings = archiveSettingsNow();
  return EmbedderModule.register({
    ...stack,
    archive: openArchiveIfAny(settings, stack.bus, dataDir),
    eraseMs: eraseMsOf(settings),
    log: openLongLog(settings, stack.bus, dataDir),
    context,
    models,
    metrics,
    logger: logger.child({ component: 'embedder' }),
    eventTimes,
    ...(rollOut ? { rollOut } : {}),
  });
}

const archiveSettingsNow = (): ArchiveSettings =>
  parseConfig(z.object({ ...stackEnvironment, ...archiveSettings }), process.env);

/** The archiver, if the environment names an archive. */
export function archiverModules({ stack, dataDir, metrics, logger }: Shared): DynamicModule[] {
  const settings = archiveSettingsNow();
  if (settings.STARS_ARCHIVE === '') return [];
  const child = logger.child({ component: 'archiver' });
  return [ArchiverModule.register({ bus: stack.bus, settings, dataDir, metrics, logger: child })];
}

/** Gateway and console, which people and programs reach. */
export function apiModules(shared: Shared): DynamicModule[] {
  const { stack, dataDir, servedModels, metrics, health, clock, timeZone, eventTimes, signals, answers } = shared;
  const { audit } = shared;
  return [
    GatewayModule.register({
      ...stack,
      ...answers,
      audit,
      archive: openArchiveIfAny(archiveSettingsNow(), stack.bus, dataDir),
      rejectsFolder: join(dataDir, 'imports'),
      eventTimes,
      servedModels,
      metrics,
      health,
      logger: shared.logger.child({ component: 'gateway' }),
      ...(clock ? { clock } : {}),
      ...(timeZone ? { timeZone } : {}),
      ...(signals ? { signals } : {}),
    }),
    ConsoleModule.register({
      exampleUsers: async (tenant) => (await stack.profiles.scan(tenant, { limit: EXAMPLES })).userIds,
    }),
  ];
}
