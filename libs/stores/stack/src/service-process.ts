import { AuditLog, noteConfiguration } from '@stars/audit';
import {
  type Closable,
  createLogger,
  createMetrics,
  describeConfig,
  HealthRegistry,
  type Logger,
  leave,
  type Metrics,
  openOperations,
  type Problem,
  parseConfig,
  runUntilSignal,
  saysAway,
  startTracing,
  takeSettings,
  tracingEnvironment,
  withRetries,
} from '@stars/platform';
import { z } from 'zod';
import { openPorts } from './open-stack.js';
import { registerPortChecks } from './port-checks.js';
import type { OpenPorts, OpenStackOptions, PortName, Ports } from './stack.js';
import { stackConfigOf, stackProblems } from './stack-config.js';
import { stackEnvironment } from './stack-environment.js';

/** Settings of every service process: the shape of a zod object. */
export const serviceEnvironment = {
  ...stackEnvironment,
  ...tracingEnvironment,
  STARS_HOST: z.string().default('127.0.0.1').describe('Network interface to listen on.'),
  STARS_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severe level that is logged.'),
  STARS_DRAIN_SECONDS: z.coerce
    .number()
    .min(0)
    .max(300)
    .default(0)
    .describe(
      'Seconds between "not ready" and the end of listening, so that load balancers notice. Closing may take 30 seconds more.',
    ),
} as const;

/** A setting of a service process that answers only to health checks and metrics. */
export const operationsPort = (standard: number) =>
  z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(standard)
    .describe('Port of health and metrics. 0: any free port.');

type ServiceShape = typeof serviceEnvironment;

/** What a process has before its stores are open. */
export interface ProcessContext<E> {
  config: E;
  logger: Logger;
  metrics: Metrics;
  health: HealthRegistry;
}

export interface ServiceContext<E, N extends PortName, L> extends ProcessContext<E> {
  ports: OpenPorts<N>;
  /** What was done here by whom. */
  audit: AuditLog;
  /** What `listen` gave. */
  servers: L;
}

/** A running service: what to close, API servers and consumers first; and its own end, if it has one. */
export interface RunningService {
  closables: readonly Closable[];
  done?: Promise<void>;
}

export interface ServiceDefinition<S extends z.ZodObject<ServiceShape>, N extends PortName, L extends Closable> {
  name: string;
  /** All its settings, `serviceEnvironment` included. */
  environment: S;
  /** What its settings lack or contradict, as they were given, beside what the schema and the stack say. */
  problems?(given: Readonly<Record<string, unknown>>): readonly Problem[];
  /** The ports that it uses. */
  uses: readonly N[];
  openOptions?: Omit<OpenStackOptions, 'logger' | 'metrics'>;
  /** Name and value of the port for health and metrics; none for a service whose own servers have them. */
  operationsPort?: (config: z.infer<S>) => { setting: string; port: number } | undefined;
  /**
   * Opens the service's own servers, which answer to health checks from now on, and to others once it has started. Such a service
   * registers the checks of its stores itself.
   */
  listen?(context: ProcessContext<z.infer<S>>): Promise<L>;
  start(context: ServiceContext<z.infer<S>, N, L>): Promise<RunningService>;
}

const WAITS = { firstMs: 500, mostMs: 10_000 };

/**
 * Runs a service as a separate process until SIGTERM, SIGINT or its own end. The configuration comes from the environment and the
 * file that it names, and is logged without secrets, as is an error that nobody caught. Ports open first: if a server is away at the start, the process waits, alive and not ready. It closes
 * API servers first, stores last. Exit status 0, or 1 if the configuration is wrong or the service failed.
 */
export async function runService<S extends z.ZodObject<ServiceShape>, N extends PortName, L extends Closable>(
  definition: ServiceDefinition<S, N, L>,
): Promise<void> {
  const fail = (err: unknown): never => {
    createLogger(definition.name).fatal({ err }, err instanceof Error ? err.message : String(err));
    return leave(1);
  };
  // Node would print it with all that a client library keeps in it.
  process.on('uncaughtException', fail);
  await run(definition).catch(fail);
  // A client library may keep a timer: everything important is closed by now.
  leave(0);
}

async function run<S extends z.ZodObject<ServiceShape>, N extends PortName, L extends Closable>(
  definition: ServiceDefinition<S, N, L>,
): Promise<void> {
  const config = await configurationOf(definition.environment, definition.problems);
  const shared = config as z.infer<z.ZodObject<ServiceShape>>;
  const logger = createLogger(definition.name, { level: shared.STARS_LOG_LEVEL });
  logger.info({ config: describeConfig(config) }, 'starting');
  const stackConfig = stackConfigOf(shared);
  // Before metrics and stores, which a process that traces opens in another way.
  const tracing = await startTracing(definition.name, shared, logger);
  const metrics = createMetrics(definition.name);
  const health = new HealthRegistry();
  let started = false;
  health.register('started', () => {
    if (!started) throw new Error('still waiting for the servers of the stack');
  });
  const stop = new AbortController();
  const endOfStart = async (): Promise<void> => {
    stop.abort();
    await starting.catch(() => undefined);
  };
  /** In the order of closing. */
  const closables: Closable[] = [{ close: endOfStart }, tracing];
  // Before any server listens: whoever can connect may send a signal.
  const ended = runUntilSignal(closables, {
    logger,
    health,
    drainMs: shared.STARS_DRAIN_SECONDS * 1000,
  });
  const operations = definition.operationsPort?.(config);

  const context = { config, logger, metrics, health };
  const attempt = async (servers: L): Promise<RunningService> => {
    stop.signal.throwIfAborted();
    const ports = await openPorts(stackConfig, definition.uses, { ...definition.openOptions, logger, metrics });
    try {
      // Every service uses the bus.
      const bus = (ports as Partial<Ports>).bus!;
      const audit = new AuditLog({ bus, writer: definition.name, logger });
      await noteConfiguration({ bus, audit, service: definition.name }, describeConfig(config));
      const service = await definition.start({ ...context, ports, servers, audit });
      if (operations && !definition.listen) registerPortChecks(health, ports as Partial<Ports>);
      closables.splice(1, 0, ...service.closables, ports);
      started = true;
      return service;
    } catch (error) {
      await ports.close();
      throw error;
    }
  };
  /** Undefined if the signal came before it could start. */
  const start = async (): Promise<RunningService | undefined> => {
    if (operations) {
      const { port, setting: portSetting } = operations;
      const server = await openOperations({ host: shared.STARS_HOST, port, portSetting, health, metrics });
      closables.push(server);
      logger.info({ port: server.port }, 'health and metrics');
    }
    const servers = await definition.listen?.(context);
    if (servers) closables.push(servers);
    const { signal } = stop;
    const mayPass = (err: unknown): boolean => {
      if (!saysAway(err)) return false;
      logger.warn({ err }, 'cannot start yet');
      return true;
    };
    return withRetries(WAITS, mayPass, () => attempt(servers as L), { signal }).catch((error) => {
      if (error === signal.reason) return undefined;
      throw error;
    });
  };
  const starting = start();
  const service = await starting;
  if (service) logger.info('running');
  let failure: unknown;
  service?.done
    ?.catch((error: unknown) => {
      failure = error;
    })
    .finally(() => {
      // A service that stops on a signal also reaches its end.
      if (!stop.signal.aborted) process.emit('SIGTERM', 'SIGTERM');
    });
  await ended;
  if (failure) throw failure;
}

/** The settings of a process on the stack, from the environment and its file. Errors: one `STARS_CONFIG_INVALID` for all that is wrong. */
export async function configurationOf<S extends z.ZodObject>(
  environment: S,
  problemsOf: (given: Readonly<Record<string, unknown>>) => readonly Problem[] = () => [],
): Promise<z.infer<S>> {
  const taken = await takeSettings(process.env);
  return parseConfig(environment, process.env, (given) => [...taken, ...stackProblems(given), ...problemsOf(given)]);
}
