import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** Of every application: a start that fails throws. */
export const nestSettings = (logger: Logger) => ({ logger: nestLogger(logger), abortOnError: false });

/** Passes Nest's messages to our logger; messages about routes and modules become debug. */
export function nestLogger(logger: Logger): LoggerService {
  const context = (rest: unknown[]): { context?: string } => {
    const last = rest.at(-1);
    return typeof last === 'string' ? { context: last } : {};
  };
  return {
    log: (message: unknown, ...rest: unknown[]) => logger.debug(context(rest), String(message)),
    debug: (message: unknown, ...rest: unknown[]) => logger.debug(context(rest), String(message)),
    verbose: (message: unknown, ...rest: unknown[]) => logger.trace(context(rest), String(message)),
    warn: (message: unknown, ...rest: unknown[]) => logger.warn(context(rest), String(message)),
    error: (message: unknown, ...rest: unknown[]) => {
      const err = message instanceof Error ? message : rest.find((part) => part instanceof Error);
      logger.error({ ...context(rest), err }, message instanceof Error ? message.message : String(message));
    },
    fatal: (message: unknown, ...rest: unknown[]) => logger.fatal(context(rest), String(message)),
  };
}
