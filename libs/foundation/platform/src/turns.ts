import { setImmediate } from 'node:timers/promises';

/** Longest time (ms) that long works of a thread keep its other work waiting, all of them together, if they ask often enough. */
const TURN_MS = 10;

let began = 0;
let next: Promise<void> | undefined;

async function turn(): Promise<void> {
  await setImmediate();
  [began, next] = [performance.now(), undefined];
}

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
  readonly #began = performance.now();

  /** Whether others should have their turn now. */
  isOver(): boolean {
    return performance.now() - Math.max(this.#began, began) >= TURN_MS;
  }

  /** Resolves when they have had it. Errors: the signal's reason. */
  async next(signal?: AbortSignal): Promise<void> {
    // One for all long works: with a turn of its own for each, the others would wait for all of them.
    next ??= turn();
    await next;
    signal?.throwIfAborted();
  }
}
