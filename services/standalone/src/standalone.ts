import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AwaitedPositions, type ConsumerGroup } from '@stars/event-bus';
import { ContextFollower, type ModelRegistry, openModels, type ServedModelDeps, ServedModels } from '@stars/inference';
import { openObjectStore } from '@stars/object-store';
import {
  type Closable,
  closeInOrder,
  createMetrics,
  HealthRegistry,
  type Logger,
  type Metrics,
  nestLogger,
  parseConfig,
} from '@stars/platform';
import {
  EmbedderConsumer,
  type RollOutProgress,
  type RollOutSettings,
  rollOutEnvironment,
  rollOutSettingsOf,
} from '@stars/service-embedder';
import {
  type ApiPorts,
  type ApiServerOptions,
  ApiServers,
  answerEnvironment,
  answerSettingsOf,
  findInWorker,
  signalEnvironment,
  signalSettingsOf,
  statisticsEnvironment,
  warmUp,
} from '@stars/service-gateway';
import {
  type DrainOptions,
  drainGroups,
  eventTimesOf,
  modelsEnvironment,
  openStack,
  type Stack,
  type StackConfig,
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
  /** Default: what STARS_MODELS names, else the folder `models` in the data folder. */
  models?: ModelRegistry;
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
  /** What `close` closes: the API's servers first, then consumers, then stores; work in progress is finished. */
  parts: readonly Closable[];
  close(): Promise<void>;
}

type Closer = () => Promise<void> | void;

/** Starts everything. Errors: `STARS_PORT_IN_USE`, and those of stores and text models; then nothing is left open. */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const closers: Closer[] = [];
  try {
    return await start(options, closers);
  } catch (error) {
    await closeInOrder(partsOf(closers), { logger: options.logger });
    throw error;
  }
}

const placeOf = ({ stackConfig, dataDir }: StandaloneOptions): StackConfig =>
  stackConfig ?? { kind: 'embedded', dataDir };

function stackOf(options: StandaloneOptions, metrics: Metrics): Stack | Promise<Stack> {
  const { logger, openStack: open = (config) => openStack(config, { logger, metrics, answersRequests: true }) } =
    options;
  return open(placeOf(options));
}

async function start(options: StandaloneOptions, closers: Closer[]): Promise<Standalone> {
  const { dataDir, logger } = options;
  const metrics = createMetrics('standalone');
  const health = new HealthRegistry();
  let opened = false;
  health.register('opened', () => {
    if (!opened) throw new Error('stores and models are still opened');
  });
  // First, so that who waits for the process sees that it is alive.
  const servers = options.listen && (await ApiServers.open(options.listen, { health, metrics }));
  if (servers) closers.push(() => servers.close());
  const stack = await stackOf(options, metrics);
  closers.push(() => stack.close());
  const textCache = openTextCache(dataDir);
  closers.push(() => textCache.close());
  const text = await (options.openTextModels ?? openTextModels)({ ledger: textCache, metrics, logger });
  closers.push(() => text.close());

  const context = new ContextFollower(stack.bus, (err) => logger.warn({ err }, 'a context signal cannot be read'));
  const models =
    options.models ?? openModels({ ...fromEnvironment(modelsEnvironment), STARS_DATA: dataDir }, openObjectStore);
  const signalSettings = signalSettingsOf(fromEnvironment(signalEnvironment));
  const servedModels = servedModelsOf(options, stack, context, { ...signalSettings, metrics, models });
  closers.push(() => servedModels.close());
  await servedModels.start();
  // Takes seconds with a year of promotions and many items: before the first request, not while it waits.
  if (servers) {
    const onError = (err: unknown) => logger.warn({ err }, 'context is as it was last known');
    closers.push(await context.follow(CONTEXT_MS, onError));
    await warmUp(stack.vectors, servedModels.all());
  }

  const answers = await answerSettingsOf(fromEnvironment(answerEnvironment), { metrics, logger }, options);
  const loadServed = () => context.catchUp().then(() => servedModels.refresh());
  const startUp = new StartUp(await AwaitedPositions.since(stack.bus, ANSWER_GROUPS), loadServed);
  health.register('start', startUp.check);
  health.register('announced-model', () => servedModels.checkLoaded());
  const rollOut = { ...rollOutSettingsOf(fromEnvironment(rollOutEnvironment)), ...options.rollOut };
  const shared: Shared = {
    ...options,
    ...(signalSettings.signals ? { signals: signalSettings.signals } : {}),
    answers,
    eventTimes: eventTimesOf(),
    findNeighbours: findInWorker(placeOf(options)),
    rollOut,
    stack,
    text,
    textCache,
    context,
    models,
    servedModels,
    metrics,
    health,
  };
  const app = await startApplication(shared, servers, closers);
  opened = true;
  if (options.embeds !== false) {
    app.get(EmbedderConsumer, { strict: false }).rollOut.onProgress = (progress) => {
      startUp.note(progress);
      options.onRollOutProgress?.(progress);
    };
  }
  closers.push(watchLag(stack.bus, CONSUMER_GROUPS, metrics, logger));

  const parts = partsOf(closers);
  return {
    ports: servers?.ports,
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
    parts,
    close: async () => void (await closeInOrder(parts, { logger })),
  };
}

const servedModelsOf = (
  { clock, logger }: StandaloneOptions,
  { bus, catalog }: Stack,
  context: ContextFollower,
  settings: Pick<ServedModelDeps, 'models' | 'signals' | 'contextStaleMs' | 'metrics'>,
): ServedModels =>
  new ServedModels({
    bus,
    // Vectors use the current context. Answers use one that is at most half a second old, and never wait for the bus.
    context: context.lastKnown,
    ...settings,
    mostRegionCells: fromEnvironment(statisticsEnvironment).STARS_STATISTICS_REGION_CELLS,
    ...(clock ? { clock } : {}),
    features: (...asked) => catalog.getFeatures(...asked),
    onError: (err) => logger.error({ err }, 'the announced model cannot be loaded yet; the one before goes on serving'),
  });

const fromEnvironment = <Shape extends z.ZodRawShape>(shape: Shape) => parseConfig(z.object(shape), process.env);

async function startApplication(
  shared: Shared,
  servers: ApiServers | undefined,
  closers: Closer[],
): Promise<INestApplicationContext> {
  const settings = { logger: nestLogger(shared.logger), abortOnError: false };
  if (!servers) {
    const root = StandaloneModule.of(consumerModules(shared));
    const app = await NestFactory.createApplicationContext(root, settings);
    closers.push(() => app.close());
    return app;
  }
  const root = StandaloneModule.of([...consumerModules(shared), ...archiverModules(shared), ...apiModules(shared)]);
  const app = await NestFactory.create<NestExpressApplication>(root, { ...settings, bodyParser: false });
  closers.push(() => app.close());
  // Its requests end before the application does.
  closers.push(() => servers.close());
  await servers.serve(app);
  return app;
}

/** Last opened, first closed, once. */
function partsOf(closers: readonly Closer[]): Closable[] {
  return closers.toReversed().map((close) => {
    let closing: Promise<void> | undefined;
    return { close: () => (closing ??= (async () => close())()) };
  });
}
