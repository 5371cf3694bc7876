import { join } from 'node:path';
import 'reflect-metadata';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { openAccess } from '@stars/access';
import { AuditLog, noteConfiguration } from '@stars/audit';
import { AwaitedPositions, CONSUMER_GROUPS, drainGroups, type EventBus } from '@stars/event-bus';
import { openModels, trimMemory } from '@stars/inference';
import { openObjectStore } from '@stars/object-store';
import {
  type Closable,
  closeInOrder,
  collectGarbage,
  createMetrics,
  describeConfig,
  HealthRegistry,
  type Metrics,
  nestSettings,
  parseConfig,
  repeat,
  startTracing,
} from '@stars/platform';
import { EmbedderConsumer } from '@stars/service-embedder';
import {
  type ApiServerOptions,
  ApiServers,
  answerSettingsOf,
  openServedModels,
  type ProcessState,
  warmUp,
} from '@stars/service-gateway';
import { BusLedger } from '@stars/service-tagger';
import { watchLag } from '@stars/stack';
import { createTextModels, TextCache } from '@stars/text';
import { ANSWER_GROUPS, apiModules, archiverModules, consumerModules, type Shared } from './service-modules.js';
import { type StandaloneConfig, standaloneEnvironment } from './standalone-environment.js';
import type { Standalone, StandaloneOptions } from './standalone-options.js';
import { type Closer, placeOf, stackOf } from './standalone-stack.js';
import { StartUp } from './start-up.js';

const TRIM_MS = 60_000;

/** Starts everything. Errors: `STARS_PORT_IN_USE`, and those of stores and text models; then nothing is left open. */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const closers: Closer[] = [];
  try {
    const config = parseConfig(standaloneEnvironment, process.env);
    const tracing = await startTracing('standalone', config, options.logger);
    closers.push(() => tracing.close());
    return await start(options, config, closers);
  } catch (error) {
    await closeInOrder(partsOf(closers), { logger: options.logger });
    throw error;
  }
}

/** The servers of the API, for callers that the environment names. */
function listenTo(
  listen: ApiServerOptions,
  config: StandaloneConfig,
  { dataDir, logger }: StandaloneOptions,
  state: ProcessState,
): Promise<ApiServers> {
  const { host = '127.0.0.1' } = listen;
  return ApiServers.open({ ...listen, host, access: openAccess(config, { dataDir, host, logger }) }, state);
}

async function start(options: StandaloneOptions, config: StandaloneConfig, closers: Closer[]): Promise<Standalone> {
  const { logger } = options;
  const metrics = createMetrics('standalone');
  const health = new HealthRegistry();
  let opened = false;
  health.register('opened', () => {
    if (!opened) throw new Error('stores and models are still opened');
  });
  // First, so that who waits for the process sees that it is alive.
  const servers = options.listen && (await listenTo(options.listen, config, options, { health, metrics }));
  if (servers) closers.push(() => servers.close());
  const stack = await stackOf(options, config, { health, metrics }, closers);
  // Its threads load the text model while this one reads topics.
  const opening = openTextReaders(options, config, { bus: stack.bus, metrics });
  closers.push(() => closeTextReaders(opening));
  const served = await loadServedModels(options, config, { stack, metrics }, closers);
  const { context, servedModels } = served;
  const readers = await opening;
  const answers = await answerSettingsOf(config, { metrics, logger }, options);
  const loadServed = () => context.catchUp().then(() => servedModels.refresh());
  const startUp = new StartUp(await AwaitedPositions.since(stack.bus, ANSWER_GROUPS), loadServed);
  health.register('start', startUp.check);
  health.register('announced-model', () => servedModels.checkLoaded());
  const audit = new AuditLog({ bus: stack.bus, writer: 'standalone', logger });
  if (servers) await noteConfiguration({ bus: stack.bus, audit, service: 'standalone' }, describeConfig(config));
  const shared: Shared = {
    ...options,
    config,
    answers,
    stack,
    audit,
    ...readers,
    ...served,
    metrics,
    health,
  };
  const app = await startApplication(shared, servers, closers);
  if (servers) closers.push(giveBackMemory());
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
    own: servers?.own,
    stack,
    metrics,
    health,
    servedVersion: (tenant) => servedModels.current(tenant)?.version,
    drain: async (drainOptions, groups = CONSUMER_GROUPS) => {
      await drainGroups(stack.bus, groups, drainOptions);
      await loadServed();
    },
    startUp: (waitOptions) => startUp.wait(waitOptions),
    parts,
    close: async () => void (await closeInOrder(parts, { logger })),
  };
}

/**
 * What a start leaves behind is as large as what it keeps. Collected before anything is answered, because answers wait for that; then
 * memory of the text model and of roll-outs goes back every minute.
 */
function giveBackMemory(): Closer {
  collectGarbage();
  trimMemory();
  return repeat(TRIM_MS, async () => trimMemory());
}

/** What answers are made with, as it is now. */
async function loadServedModels(
  options: StandaloneOptions,
  config: StandaloneConfig,
  { stack, metrics }: Pick<Shared, 'stack' | 'metrics'>,
  closers: Closer[],
) {
  const { dataDir, logger, clock } = options;
  const models = options.models ?? openModels({ ...config, STARS_DATA: dataDir }, openObjectStore);
  const signals = config.STARS_GATEWAY_SIGNALS;
  const settings = { models, signals, metrics, clock };
  const { context, servedModels, followContext } = openServedModels(stack, settings, logger);
  closers.push(() => servedModels.close());
  await servedModels.start();
  // Takes seconds with a year of promotions and many items: before the first request, not while it waits.
  if (options.listen) {
    closers.push(await followContext());
    await warmUp(stack.vectors, servedModels.all());
  }
  return { models, signals, context, servedModels };
}

type TextReaders = Pick<Shared, 'text' | 'textCache'>;

/** What reads product texts. Taggers of other processes share its budget: through the bus, or through the file of the cache. */
async function openTextReaders(
  options: StandaloneOptions,
  config: StandaloneConfig,
  { bus, metrics }: { bus: EventBus; metrics: Metrics },
): Promise<TextReaders> {
  const { dataDir, logger } = options;
  const { STARS_TEXT_VOCABULARY = options.vocabulary } = config;
  const open = options.openTextModels ?? ((parts) => createTextModels({ ...config, STARS_TEXT_VOCABULARY }, parts));
  const onWarning = (message: string) => logger.warn(message);
  const textCache = TextCache.open(join(dataDir, 'cache', 'text.db'), { onWarning });
  const ledger = placeOf(options).kind === 'servers' ? new BusLedger(bus, textCache) : textCache;
  try {
    return { text: await open({ ledger, metrics, logger }), textCache };
  } catch (error) {
    textCache.close();
    throw error;
  }
}

/** The start may have failed before they were open, or because they could not be opened. */
async function closeTextReaders(opening: Promise<TextReaders>): Promise<void> {
  const readers = await opening.catch(() => undefined);
  await readers?.text.close();
  readers?.textCache.close();
}

/** All services of one process. */
@Module({})
class StandaloneModule {}

const rootOf = (imports: DynamicModule[]): DynamicModule => ({ module: StandaloneModule, imports });

async function startApplication(
  shared: Shared,
  servers: ApiServers | undefined,
  closers: Closer[],
): Promise<INestApplicationContext> {
  const settings = nestSettings(shared.logger);
  if (!servers) {
    const app = await NestFactory.createApplicationContext(rootOf(consumerModules(shared)), settings);
    closers.push(() => app.close());
    return app;
  }
  const root = rootOf([...consumerModules(shared), ...archiverModules(shared), ...apiModules(shared)]);
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
