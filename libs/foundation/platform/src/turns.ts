import { setImmediate } from 'node:timers/promises';

/** Longest time (ms) that long works of a thread keep its other work waiting, all of them together, if they look often enough. */
const TURN_MS = 10;

let began = Number.NEGATIVE_INFINITY;
let next: Promise<void> | undefined;

/**
 * Whether a long work should let other work of its thread run now. A look at the clock takes less than a microsecond.
 *
 * @example
 * for (const item of items) {
 *   if (turnIsOver()) await nextTurn();
 *   handle(item);
 * }
 */
export const turnIsOver = (): boolean => performance.now() - began >= TURN_MS;

/** Resolves when other work had its turn. Errors: the signal's reason. */
export async function nextTurn(signal?: AbortSignal): Promise<void> {
  do {
    // One for all long works: with a turn of its own for each, the others would wait for all of them.
    next ??= turn();
    await next;
    signal?.throwIfAborted();
    // Works that waited together go on one after the other: each may use up the time of the next.
  } while (turnIsOver());
}

/** All that a long work makes, with turns for other work between. */
export async function inTurns<T>(work: Iterable<T>): Promise<T[]> {
  const all: T[] = [];
  for (const each of work) {
    all.push(each);
    if (turnIsOver()) await nextTurn();
  }
  return all;
}

async function turn(): Promise<void> {
  await setImmediate();
  [began, next] = [performance.now(), undefined];
}
