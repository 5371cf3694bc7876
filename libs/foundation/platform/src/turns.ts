import { setImmediate } from 'node:timers/promises';

/** Longest time (ms) that a long work keeps other work of the thread waiting, if it asks often enough. */
const TURN_MS = 10;

/**
 * Lets other work of the thread run in the midst of a long one. A look at the clock takes less than a microsecond.
 *
 * @example
 * const turns = new Turns();
 * for (const item of items) {
 *   if (turns.isOver()) await turns.next();
 *   handle(item);
 * }
 */
export class Turns {
  #began = performance.now();

  /** Whether others should have their turn now. */
  isOver(): boolean {
    return performance.now() - this.#began >= TURN_MS;
  }

  /** Resolves when they have had it. Errors: the signal's reason. */
  async next(signal?: AbortSignal): Promise<void> {
    await setImmediate();
    signal?.throwIfAborted();
    this.#began = performance.now();
  }
}
