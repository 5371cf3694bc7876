import type { EventBus, TopicEnds } from '@stars/event-bus';

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

/** How many messages each group, and all of them, have still to handle. @param ends Only messages before them count. */
export async function lagOf(bus: EventBus, groups: readonly ConsumerGroup[], ends?: TopicEnds): Promise<DrainProgress> {
  const lag: Record<string, number> = {};
  for (const { group, topics } of groups) {
    const byTopic = await bus.lag(group, topics, ends);
    lag[group] = [...byTopic.values()].reduce((sum, messages) => sum + messages, 0);
  }
  return { lag, total: Object.values(lag).reduce((sum, messages) => sum + messages, 0) };
}
