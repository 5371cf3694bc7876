import { readdirSync, readFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/** Linux's names of the threads in which V8 compiles and collects garbage. */
const HELPER = 'V8Worker';
/** Steps of `nice` for helpers: they get a third of a thread's share if both want one core. */
const STEPS = 5;
const THREADS = '/proc/self/task';

/**
 * For processes with clients that wait: the engine's background work takes as little as possible from the threads that
 * answer. Call it before the process has much memory.
 */
export function answerSteadily(): void {
  collectRarely();
  lowerHelpers();
}

/**
 * Lets the heap grow to twice its live size before a full garbage collection; by default V8 collects at about one and a
 * half times. While a collection marks (a tenth of a second or more on a second core), answers take tens of ms. Three times the
 * live size was tried: it takes 200 MB more on the demo's data. The limits of the heap stay the same.
 */
function collectRarely(): void {
  setFlagsFromString('--heap-growing-percent=100');
}

/**
 * V8's helpers give way to threads that answer. A compiling thread keeps a core for 3 to 5 ms at equal priority, even if an
 * answer waits for that core and the other one is idle. On systems without such thread names, nothing changes.
 */
function lowerHelpers(): void {
  if (process.platform !== 'linux') return;
  for (const thread of readdirSync(THREADS)) {
    try {
      if (readFileSync(`${THREADS}/${thread}/comm`, 'utf8').trim() !== HELPER) continue;
      setPriority(Number(thread), Math.min(constants.priority.PRIORITY_LOW, getPriority() + STEPS));
    } catch {
      // The thread has ended, or this is not allowed: only speed is affected.
    }
  }
}
