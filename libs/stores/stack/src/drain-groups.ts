import type { EventBus } from '@stars/event-bus';
import { pause } from '@stars/platform';
import { type ConsumerGroup, type DrainProgress, lagOf } from './consumer-groups.js';
import { StartBacklog } from './start-backlog.js';

export interface DrainOptions {
  onProgress?: (progress: DrainProgress) => void;
  /** Time between two checks (ms, default 250); longer if a check takes long. */
  pollMs?: number;
  signal?: AbortSignal;
}

/** Checks may take one part in so many of the time: the consumers may share the thread with the caller. */
const MOST_IDLE = 50;
/** The longest such pause: checks on a remote broker are slow, but do not load the thread. */
const LONGEST_PAUSE_MS = 1000;

/**
 * Waits until the groups have handled everything that was on their topics at the call, and what groups published from that. Give
 * them in the order in which they feed each other: a group commits after it has published, so that all that the next one has to
 * handle is there once the first is done. What others publish later does not count, so that it ends under steady traffic, too.
 */
export async function drainGroups(
  bus: EventBus,
  groups: readonly ConsumerGroup[],
  options: DrainOptions = {},
): Promise<void> {
  for (const group of groups) {
    const backlog = await StartBacklog.since(bus, [group]);
    for (;;) {
      options.signal?.throwIfAborted();
      const begun = performance.now();
      const progress = await lagOf(bus, groups);
      options.onProgress?.(progress);
      if (progress.total === 0) return;
      if ((await backlog.left()).total === 0) break;
      const idleMs = Math.min(LONGEST_PAUSE_MS, MOST_IDLE * (performance.now() - begun));
      const waitMs = Math.max(options.pollMs ?? 250, idleMs);
      await pause(waitMs, options.signal);
    }
  }
}
