import { type Headway, pause } from '@stars/platform';
import { AwaitedPositions, type ConsumerGroup, inWords, type MessagesLeft } from '../awaited-positions.js';
import type { EventBus } from '../port.js';

export interface DrainOptions {
  onProgress?: (left: MessagesLeft) => void;
  /** Time between two checks (ms, default 250); longer if a check takes long. */
  pollMs?: number;
  signal?: AbortSignal;
  /** Ends the wait if no group comes nearer to what is awaited of it. Its signal counts in place of `signal`. */
  headway?: Headway;
}

/** Checks may take one part in so many of the time: the consumers may share the thread with the caller. */
const MOST_IDLE = 50;
/** The longest such pause: checks on a remote broker are slow, but do not load the thread. */
const LONGEST_PAUSE_MS = 1000;

/**
 * Waits until the groups have handled everything that was on their topics at the call, and what they published from that for each
 * other. What others publish later does not count, so that it ends under a feed that never pauses.
 * @param groups Each after those that feed it
 * Errors: the reason of the signal; `STARS_UNAVAILABLE` if the bus is away.
 */
export async function drainGroups(
  bus: EventBus,
  groups: readonly ConsumerGroup[],
  { onProgress, pollMs = 250, headway, ...options }: DrainOptions = {},
): Promise<void> {
  const signal = headway?.signal ?? options.signal;
  const awaited = await AwaitedPositions.since(bus, groups);
  for (;;) {
    signal?.throwIfAborted();
    const begun = performance.now();
    const left = await awaited.left();
    onProgress?.(left);
    if (left.total === 0) return;
    headway?.note(`left of what was there: ${inWords(left)}`);
    const idleMs = Math.min(LONGEST_PAUSE_MS, MOST_IDLE * (performance.now() - begun));
    await pause(Math.max(pollMs, idleMs), signal);
  }
}
