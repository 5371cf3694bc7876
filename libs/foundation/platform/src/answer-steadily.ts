import { readdirSync, readFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/** What Linux calls the threads in which V8 compiles and collects beside the others. */
const HELPER = 'V8Worker';
/** Steps of `nice` by which helpers stand back: a third of a thread's share where both want one core. */
const STEPS = 5;
const THREADS = '/proc/self/task';

/**
 * For processes whose answers are waited for: what the engine does beside the program takes as little as possible from the threads
 * that answer. To be called before the process has much memory.
 */
export function answerSteadily(): void {
  collectRarely();
  lowerHelpers();
}

/**
 * Lets the heap grow to three times what lives in it before a full collection of garbage; V8 itself collects at some half more than that.
 * While a collection marks, for a tenth of a second and more of a second core, answers take tens of ms. The limits of the heap hold as before.
 */
function collectRarely(): void {
  setFlagsFromString('--heap-growing-percent=200');
}

/**
 * V8's helpers give way to threads that answer: one that compiles keeps a core for 3 to 5 ms, and at even priority the scheduler lets it, also
 * where an answer waits for that core and the other is idle. Where threads have no such names, nothing changes.
 */
function lowerHelpers(): void {
  if (process.platform !== 'linux') return;
  for (const thread of readdirSync(THREADS)) {
    try {
      if (readFileSync(`${THREADS}/${thread}/comm`, 'utf8').trim() !== HELPER) continue;
      setPriority(Number(thread), Math.min(constants.priority.PRIORITY_LOW, getPriority() + STEPS));
    } catch {
      // It has ended, or this is not allowed: a matter of speed alone.
    }
  }
}
