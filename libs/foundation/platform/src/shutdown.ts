import { withinMs } from './deadline.js';
import type { HealthRegistry } from './health.js';
import { leave } from './leave.js';
import type { Logger } from './logger.js';

export interface Closable {
  /** Stops taking work, finishes work in progress, releases resources. */
  close(): Promise<unknown>;
}

export interface ClosingOptions {
  /** Time for all parts together, ms (default 30,000: `CLOSING_MS`). */
  timeoutMs?: number;
  logger?: Logger;
}

export interface RunOptions extends ClosingOptions {
  /** Not ready from the signal on, while the API servers still listen. */
  health?: HealthRegistry;
  /** Pause between "not ready" and closing the API servers, for balancers to notice (default 0). It is no part of `timeoutMs`. */
  drainMs?: number;
  /** For tests: what ends the process. */
  exit?: (code: number) => void;
  /** For tests: where signals come from. */
  signals?: NodeJS.EventEmitter;
}

/** The time that closing a process may take, after its drain: whoever kills it must wait for longer. */
export const CLOSING_MS = 30_000;
/** So much of the time is kept for each later part, ms: a store closes in it, and offsets are committed. */
const KEPT_MS = 3000;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Closes the parts one after the other in their order: API servers first, stores last. A part that fails, or does not end in its
 * share of the time, is left behind, so that the next (such as a store) still flushes. Returns whether all parts ended.
 */
export async function closeInOrder(
  closables: readonly Closable[],
  { timeoutMs = CLOSING_MS, logger }: ClosingOptions = {},
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  let all = true;
  // The first part may add more.
  for (let n = 0; n < closables.length; n++) {
    const kept = Math.min(KEPT_MS, timeoutMs / closables.length);
    const share = Math.max(kept, end - performance.now() - kept * (closables.length - 1 - n));
    const closing = closables[n]!.close().catch((err: unknown) => logger?.error({ err }, 'closing failed'));
    await withinMs(closing, share, () => new Error('a part took too long to close')).catch((err: unknown) => {
      all = false;
      logger?.error({ err, shareMs: Math.round(share) }, 'a part is left behind');
    });
  }
  return all;
}

/**
 * Waits for SIGTERM or SIGINT, then drains and closes the given parts (`closeInOrder`). Resolves once all is closed; if a part was
 * left behind, the process exits with 1. A second signal ends the process at once. It takes `drainMs` and `timeoutMs` at most.
 */
export function runUntilSignal(closables: readonly Closable[], options: RunOptions): Promise<void> {
  const { logger, health, drainMs } = options;
  const exit = options.exit ?? leave;
  const source = options.signals ?? process;
  const { promise, resolve } = Promise.withResolvers<void>();
  let closing = false;

  const close = async (): Promise<void> => {
    health?.startDraining();
    if (drainMs) await new Promise((done) => setTimeout(done, drainMs));
    const all = await closeInOrder(closables, options);
    for (const name of SIGNALS) source.off(name, onSignal);
    logger?.info('shut down');
    if (!all) exit(1);
    resolve();
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (closing) {
      logger?.warn({ signal }, 'second signal: leaving at once');
      exit(130);
      return;
    }
    closing = true;
    logger?.info({ signal }, 'shutting down');
    void close();
  };

  for (const name of SIGNALS) source.on(name, onSignal);
  return promise;
}
