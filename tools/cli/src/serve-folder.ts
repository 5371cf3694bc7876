import { isStarsError, StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { answerSteadily, type Closable, createLogger, type Logger, parseConfig, runUntilSignal } from '@stars/platform';
import type { RollOutProgress } from '@stars/roll-out';
import { lockFolder } from '@stars/stack';
import { trainWhenAsked } from './asked-trainings.js';
import type { DataFolder } from './data-folder.js';
import { readSettings } from './settings.js';
import { stackConfig } from './stack-config.js';

export interface ServeOptions {
  host: string;
  grpcPort: number;
  httpPort: number;
  /** The time of a request that names none (ms). If absent, the machine's clock. */
  now?: number;
  logLevel: string;
  onRollOut?: (progress: RollOutProgress) => void;
}

export type Serving = Awaited<ReturnType<typeof serveFolder>>;

/** Serves a data folder. Errors: `STARS_PORT_IN_USE`, `STARS_UNAVAILABLE` (another process serves the folder), one `STARS_CONFIG_INVALID` for all settings. */
export async function serveFolder(folder: DataFolder, options: ServeOptions) {
  const { limitThreads } = await import('@stars/inference');
  const { standaloneEnvironment, standaloneProblems, startStandalone } = await import('@stars/service-standalone');
  // All that is wrong at once; parts of it are read again where they are needed.
  parseConfig(standaloneEnvironment, process.env, standaloneProblems);
  const { host, grpcPort, httpPort } = options;
  const { time_zone: timeZone, surfaces, kinds, vocabulary } = readSettings(folder);
  const lock = lockFolder(folder, 'serve');
  const logger: Logger = createLogger('standalone', { level: options.logLevel });
  const started = Date.now();
  const { now } = options;
  limitThreads(1);
  answerSteadily();
  try {
    const standalone = await startStandalone({
      dataDir: folder.root,
      stackConfig: stackConfig(folder),
      listen: { host, grpcPort, httpPort },
      answersInThreads: true,
      logger,
      timeZone,
      surfaces,
      kinds,
      vocabulary,
      clock: now === undefined ? undefined : () => now + Date.now() - started,
      onRollOutProgress: options.onRollOut,
    });
    const { health, parts } = standalone;
    const trainer = askedTrainings(folder, standalone.stack.bus, logger);
    const unlock = async (): Promise<void> => lock.release();
    return {
      standalone,
      close: () => trainer.close().then(() => standalone.close().then(unlock)),
      /** Resolves once everything is closed, after Ctrl-C or a supervisor's signal. */
      untilSignal: () => runUntilSignal([trainer, ...parts, { close: unlock }], { logger, health }),
    };
  } catch (error) {
    lock.release();
    throw withPortHint(error);
  }
}

/** Trains when somebody asks for it, until it is closed. */
function askedTrainings(folder: DataFolder, bus: EventBus, logger: Logger): Closable {
  const stop = new AbortController();
  const work = trainWhenAsked(folder, bus, { logger, signal: stop.signal }).catch((err: unknown) => {
    if (!stop.signal.aborted) logger.error({ err }, 'nobody takes requests for a training any more');
  });
  return {
    close() {
      stop.abort();
      return work;
    },
  };
}

/** The error; of a port in use, with what to do. */
export function withPortHint(error: unknown): unknown {
  if (!isStarsError(error) || error.code !== 'STARS_PORT_IN_USE') return error;
  const text = `${error.message}; stop that process, or choose other ports with --grpc-port and --http-port`;
  return new StarsError(error.code, text, { ...(error.field ? { field: error.field } : {}), cause: error });
}
