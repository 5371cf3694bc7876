import type { HealthRegistry } from './health.js';
import type { Logger } from './logger.js';

export interface Closable {
  /** Stops taking work, finishes work in progress, releases resources. */
  close(): Promise<unknown>;
}

export interface RunOptions {
  /** The whole shutdown may take this long; then the process exits with 1. */
  timeoutMs: number;
  logger?: Logger;
  /** Drained first, so that readiness fails while the API servers still listen. */
  health?: HealthRegistry;
  /** Pause between "not ready" and closing the API servers, for balancers to notice (default 0). */
  drainMs?: number;
  /** For tests: what ends the process. */
  exit?: (code: number) => void;
  /** For tests: where signals come from. */
  signals?: NodeJS.EventEmitter;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Waits for SIGTERM or SIGINT, then closes the given parts one after the other in their order: API
 * servers first, stores last. A second signal, or the time limit, ends the process at once. Resolves once all is closed.
 */
export function runUntilSignal(closables: readonly Closable[], options: RunOptions): Promise<void> {
  const exit = options.exit ?? ((code) => process.exit(code));
  const source = options.signals ?? process;
  const { promise, resolve } = Promise.withResolvers<void>();
  let closing = false;

  const onSignal = (signal: NodeJS.Signals): void => {
    if (closing) {
      options.logger?.warn({ signal }, 'second signal: leaving at once');
      exit(130);
      return;
    }
    closing = true;
    options.logger?.info({ signal }, 'shutting down');
    const timer = setTimeout(() => {
      options.logger?.error({ timeoutMs: options.timeoutMs }, 'shutdown took too long');
      exit(1);
    }, options.timeoutMs);
    void (async () => {
      options.health?.startDraining();
      if (options.drainMs) await new Promise((done) => setTimeout(done, options.drainMs));
      for (const closable of closables) {
        // If one fails to close, the next (such as a store) must still flush.
        await closable.close().catch((err: unknown) => options.logger?.error({ err }, 'closing failed'));
      }
      clearTimeout(timer);
      for (const name of SIGNALS) source.off(name, onSignal);
      options.logger?.info('shut down');
      resolve();
    })();
  };

  for (const name of SIGNALS) source.on(name, onSignal);
  return promise;
}
