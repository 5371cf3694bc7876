import type { EventBus } from '@stars/event-bus';

export interface ConsumerGroup {
  group: string;
  topics: readonly string[];
}

export interface DrainProgress {
  /** Messages still to be handled, by group. */
  lag: Record<string, number>;
  /** Over all groups. */
  total: number;
}

export interface DrainOptions {
  onProgress?: (progress: DrainProgress) => void;
  /** Between two looks (ms, default 250). */
  pollMs?: number;
  signal?: AbortSignal;
}

/**
 * Waits until the groups have handled everything that is on their topics. Give them in the order in which they feed
 * each other: a group commits after it published, so that once the first is done the next one's lag is complete.
 */
export async function drainGroups(
  bus: EventBus,
  groups: readonly ConsumerGroup[],
  options: DrainOptions = {},
): Promise<void> {
  for (;;) {
    options.signal?.throwIfAborted();
    const progress = await lagOf(bus, groups);
    options.onProgress?.(progress);
    if (progress.total === 0) return;
    await new Promise((resolve) => setTimeout(resolve, options.pollMs ?? 250));
  }
}

async function lagOf(bus: EventBus, groups: readonly ConsumerGroup[]): Promise<DrainProgress> {
  const lag: Record<string, number> = {};
  for (const { group, topics } of groups) {
    const byTopic = await bus.lag(group, topics);
    lag[group] = [...byTopic.values()].reduce((sum, messages) => sum + messages, 0);
  }
  return { lag, total: Object.values(lag).reduce((sum, messages) => sum + messages, 0) };
}
