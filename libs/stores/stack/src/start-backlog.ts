import type { EventBus, TopicEnds } from '@stars/event-bus';
import { type ConsumerGroup, type DrainProgress, lagOf } from './consumer-groups.js';

/**
 * What was on the bus when `since` was called, and the groups have still to handle: what comes later does not count, so that
 * it ends under steady traffic, too.
 */
export class StartBacklog {
  private constructor(
    private readonly bus: EventBus,
    private readonly groups: readonly ConsumerGroup[],
    private readonly ends: TopicEnds,
  ) {}

  static async since(bus: EventBus, groups: readonly ConsumerGroup[]): Promise<StartBacklog> {
    const ends = new Map<string, Map<number, number>>();
    for (const topic of new Set(groups.flatMap(({ topics }) => topics))) ends.set(topic, await bus.endOffsets(topic));
    return new StartBacklog(bus, groups, ends);
  }

  /** Messages by group, those with none left out. */
  async left(): Promise<DrainProgress> {
    const { lag, total } = await lagOf(this.bus, this.groups, this.ends);
    return { lag: Object.fromEntries(Object.entries(lag).filter(([, messages]) => messages > 0)), total };
  }
}
