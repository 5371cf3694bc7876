import 'reflect-metadata';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { archivePlace, openArchiveIfAny } from '@stars/archive';
import { ContextFollower, type ServedModelDeps, ServedModels } from '@stars/inference';
import { createMetrics, HealthRegistry, type Logger, type Metrics, nestLogger, parseConfig } from '@stars/platform';
import {
  EmbedderConsumer,
  forgetRestored,
  type RollOutProgress,
  type RollOutSettings,
  rollOutEnvironment,
  rollOutSettingsOf,
} from '@stars/service-embedder';
import {
  type ApiPorts,
  type ApiServerOptions,
  answerEnvironment,
  answerSettingsOf,
  findInWorker,
  signalEnvironment,
  signalSettingsOf,
  startApiServers,
  statisticsEnvironment,
  warmUp,
} from '@stars/service-gateway';
import {
  type ConsumerGroup,
  type DrainOptions,
  drainGroups,
  openStack,
  type Stack,
  type StackConfig,
  StartBacklog,
  watchLag,
} from '@stars/stack';
import type { TextModels, TextModelsOptions } from '@stars/text';
import { z } from 'zod';
import {
  ANSWER_GROUPS,
  apiModules,
  archiverModules,
  CONSUMER_GROUPS,
  consumerModules,
  type Shared,
} from './service-modules.js';
import { StandaloneModule } from './standalone.module.js';
import { StartUp } from './start-up.js';
import { openTextCache, openTextModels } from './text-models.js';

/** How far the context of a recommendation may lag behind its topic. */
const CONTEXT_MS = 500;

export interface StandaloneOptions {
  dataDir: string;
  /** Ports to listen on; absent: no API, only the consumers (for example after an import). */
  listen?: ApiServerOptions;
  logger: Logger;
  /** False: only what makes items' features, and no profiles or vectors yet. */
  embeds?: boolean;
  /** Where data lives; default: embedded, in the data folder. */
  stackConfig?: StackConfig;
  /** Default: opens `stackConfig`. */
  openStack?: (config: StackConfig) => Stack | Promise<Stack>;
  /** Default: those that the environment names, else the local models. Closed with the rest. */
  openTextModels?: (options: TextModelsOptions) => Promise<TextModels>;
  /** What "now" is for requests that name no time, ms since 1970. */
  clock?: () => number;
  /** IANA name of the time zone of dates in reasons. */
  timeZone?: string;
  /** Surfaces by name as JSON, unless the environment names them; see `surfacesFromJson`. */
  surfaces?: unknown;
  /** Own kinds of events as JSON, unless the environment names them; see `ownKindsFromJson`. */
  kinds?: unknown;
  onRollOutProgress?: (progress: RollOutProgress) => void;
  /** What a model must reach before it serves, and how many are kept; overrides the environment. */
  rollOut?: Partial<RollOutSettings>;
}

/** All services but the trainer, running in this process. */
export interface Standalone {
  /** Undefined without the API. */
  readonly ports: ApiPorts | undefined;
  readonly stack: Stack;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
  /** The model version that serves a tenant now. */
  servedVersion(tenant: string): string | undefined;
  /** Local day as of whose morning the neighbours of a tenant's model are; undefined if it reads none. */
  neighbourMorning(tenant: string): number | undefined;
  /**
   * Waits until the groups (default: all) have handled everything on the bus and the announced model is loaded.
   * Give groups in the order in which they feed each other.
   */
  drain(options?: DrainOptions, groups?: readonly ConsumerGroup[]): Promise<void>;
  /** Waits until what was on the bus at the start is in the answers: from then on `health` says ready. */
  startUp(options?: DrainOptions): Promise<void>;
  /** Closes the API's servers first, then consumers, then stores; work in progress is finished. */
  close(): Promise<void>;
}

type Closer = () => Promise<void> | void;

/** Starts everything. Errors: `STARS_PORT_IN_USE`, and those of stores and text models; then nothing is left open. */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const closers: Closer[] = [];
  try {
    return await start(options, closers);
  } catch (error) {
    await closeAll(closers, options.logger);
    throw error;
  }
}

const placeOf = ({ stackConfig, dataDir }: StandaloneOptions): StackConfig =>
  stackConfig ?? { kind: 'embedded', dataDir };

function stackOf(options: StandaloneOptions): Stack | Promise<Stack> {
  const { logger, openStack: open = (config) => openStack(config, { logger, answersRequests: true }) } = options;
  return open(placeOf(options));
}

async function start(options: StandaloneOptions, closers: Closer[]): Promise<Standalone> {
  const { dataDir, logger } = options;
  const stack = await stackOf(options);
  closers.push(() => stack.close());
  await forgetRestored({ ...stack, logger }, openArchiveIfAny(fromEnvironment(archivePlace), stack.bus, dataDir));
  const metrics = createMetrics('standalone');
  const textCache = openTextCache(dataDir);
  closers.push(() => textCache.close());
  const text = await (options.openTextModels ?? openTextModels)({ ledger: textCache, metrics, logger });
  closers.push(() => text.close());

  const context = new ContextFollower(stack.bus, (err) => logger.warn({ err }, 'a context signal cannot be read'));
  const modelsFolder = join(dataDir, 'models');
  const signalSettings = signalSettingsOf(fromEnvironment(signalEnvironment));
  const servedModels = servedModelsOf(options, stack, context, { ...signalSettings, metrics });
  closers.push(() => servedModels.close());
  await servedModels.start();
  // Takes seconds with a year of promotions and many items: before the servers listen, not while the first request waits.
  if (options.listen) {
    const onError = (err: unknown) => logger.warn({ err }, 'context is as it was last known');
    closers.push(await context.follow(CONTEXT_MS, onError));
    await warmUp(stack.vectors, servedModels.all());
  }

  const answers = await answerSettingsOf(fromEnvironment(answerEnvironment), { metrics, logger }, options);
  const health = new HealthRegistry();
  const loadServed = () => context.catchUp().then(() => servedModels.refresh());
  const startUp = new StartUp(await StartBacklog.since(stack.bus, ANSWER_GROUPS), loadServed);
  health.register('start', startUp.check);
  const rollOut = { ...rollOutSettingsOf(fromEnvironment(rollOutEnvironment)), ...options.rollOut };
  const shared: Shared = {
    ...options,
    ...(signalSettings.signals ? { signals: signalSettings.signals } : {}),
    answers,
    findNeighbours: findInWorker(placeOf(options)),
    rollOut,
    stack,
    text,
    textCache,
    context,
    modelsFolder,
    servedModels,
    metrics,
    health,
  };
  const { app, ports } = await startApplication(shared, options.listen, closers);
  if (options.embeds !== false) {
    app.get(EmbedderConsumer, { strict: false }).rollOut.onProgress = (progress) => {
      startUp.note(progress);
      options.onRollOutProgress?.(progress);
    };
  }
  closers.push(watchLag(stack.bus, CONSUMER_GROUPS, metrics, logger));

  return {
    ports,
    stack,
    metrics,
    health,
    servedVersion: (tenant) => servedModels.current(tenant)?.version,
    neighbourMorning: (tenant) => servedModels.current(tenant)?.neighbours?.morning,
    drain: async (drainOptions, groups = CONSUMER_GROUPS) => {
      await drainGroups(stack.bus, groups, drainOptions);
      await loadServed();
    },
    startUp: (waitOptions) => startUp.wait(waitOptions),
    close: () => closeAll(closers, logger),
  };
}

const servedModelsOf = (
  { dataDir, clock, logger }: StandaloneOptions,
  { bus, catalog }: Stack,
  context: ContextFollower,
  settings: Pick<ServedModelDeps, 'signals' | 'contextStaleMs' | 'metrics'>,
): ServedModels =>
  new ServedModels({
    bus,
    modelsFolder: join(dataDir, 'models'),
    // Vectors use the current context. Answers use one that is at most half a second old, and never wait for the bus.
    context: context.lastKnown,
    ...settings,
    mostRegionCells: fromEnvironment(statisticsEnvironment).STARS_STATISTICS_REGION_CELLS,
    ...(clock ? { clock } : {}),
    features: (...asked) => catalog.getFeatures(...asked),
    onError: (err) => logger.error({ err }, 'the announced model cannot be loaded; the one before goes on serving'),
  });

const fromEnvironment = <Shape extends z.ZodRawShape>(shape: Shape) => parseConfig(z.object(shape), process.env);

async function startApplication(
  shared: Shared,
  listen: ApiServerOptions | undefined,
  closers: Closer[],
): Promise<{ app: INestApplicationContext; ports: ApiPorts | undefined }> {
  const settings = { logger: nestLogger(shared.logger), abortOnError: false };
  if (!listen) {
    const root = StandaloneModule.of(consumerModules(shared));
    const app = await NestFactory.createApplicationContext(root, settings);
    closers.push(() => app.close());
    return { app, ports: undefined };
  }
  const root = StandaloneModule.of([...consumerModules(shared), ...archiverModules(shared), ...apiModules(shared)]);
  const app = await NestFactory.create<NestExpressApplication>(root, { ...settings, bodyParser: false });
  const ports = await startApiServers(app, listen);
  closers.push(() => app.close());
  return { app, ports };
}

/** Last opened, first closed. If one fails, the others are still closed. */
async function closeAll(closers: Closer[], logger: Logger): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (err) {
      logger.error({ err }, 'closing failed');
    }
  }
}
