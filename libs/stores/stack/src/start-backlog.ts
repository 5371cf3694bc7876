import type { EventBus } from '@stars/event-bus';
import type { ConsumerGroup, DrainProgress } from './consumer-groups.js';

/**
 * What was on the bus when `since` was called, and the groups have still to handle: what comes later does not count, so that
 * it ends under steady traffic, too.
 */
export class StartBacklog {
  private constructor(
    private readonly bus: EventBus,
    private readonly groups: readonly ConsumerGroup[],
    private readonly ends: ReadonlyMap<string, number>,
  ) {}

  static async since(bus: EventBus, groups: readonly ConsumerGroup[]): Promise<StartBacklog> {
    return new StartBacklog(bus, groups, await endsOf(bus, groups));
  }

  /** Messages by group, those with none left out. */
  async left(): Promise<DrainProgress> {
    const now = await endsOf(this.bus, this.groups);
    const open: [string, number][] = [];
    for (const { group, topics } of this.groups) {
      const lag = await this.bus.lag(group, topics);
      const left = topics.reduce((sum, topic) => {
        const later = now.get(topic)! - this.ends.get(topic)!;
        return sum + Math.max(0, (lag.get(topic) ?? 0) - later);
      }, 0);
      if (left > 0) open.push([group, left]);
    }
    return { lag: Object.fromEntries(open), total: open.reduce((sum, [, left]) => sum + left, 0) };
  }
}

async function endsOf(bus: EventBus, groups: readonly ConsumerGroup[]): Promise<Map<string, number>> {
  const topics = new Set(groups.flatMap((group) => group.topics));
  const ends = new Map<string, number>();
  for (const topic of topics) {
    const ofTopic = await bus.endOffsets(topic);
    ends.set(
      topic,
      [...ofTopic.values()].reduce((sum, end) => sum + end, 0),
    );
  }
  return ends;
}
