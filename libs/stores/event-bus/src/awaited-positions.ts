import type { EventBus, TopicEnds } from './port.js';

export interface ConsumerGroup {
  group: string;
  topics: readonly string[];
  /** Topics to which it publishes what it makes of its messages. It commits a message only after that. */
  feeds?: readonly string[];
}

/** Messages still to be handled: by group, those with none left out; and over all groups. */
export interface MessagesLeft {
  lag: Record<string, number>;
  total: number;
}

/** How many messages each group has still to handle. @param ends Only messages before them count. */
export async function lagOf(bus: EventBus, groups: readonly ConsumerGroup[], ends?: TopicEnds): Promise<MessagesLeft> {
  const lag: Record<string, number> = {};
  for (const { group, topics } of groups) {
    const byTopic = await bus.lag(group, topics, ends);
    const messages = [...byTopic.values()].reduce((sum, each) => sum + each, 0);
    if (messages > 0) lag[group] = messages;
  }
  return { lag, total: Object.values(lag).reduce((sum, messages) => sum + messages, 0) };
}

/**
 * What was on the bus when `since` was called, and what the groups publish from that: the positions that they must reach. What
 * others publish later does not count, so that a wait for them ends under a feed that never pauses.
 */
export class AwaitedPositions {
  readonly #ends = new Map<string, ReadonlyMap<number, number>>();
  /** Topics whose ends move until the groups that feed them have reached theirs. */
  readonly #moving: Set<string>;

  private constructor(
    private readonly bus: EventBus,
    private readonly groups: readonly ConsumerGroup[],
  ) {
    this.#moving = new Set(groups.flatMap(({ feeds = [] }) => feeds));
  }

  /** @param groups Each after those that feed it */
  static async since(bus: EventBus, groups: readonly ConsumerGroup[]): Promise<AwaitedPositions> {
    const awaited = new AwaitedPositions(bus, groups);
    for (const topic of new Set(groups.flatMap(({ topics }) => topics))) await awaited.#takeEnds(topic);
    return awaited;
  }

  /** Falls with time and never rises, but when a topic that a group feeds has got all that it will get. */
  async left(): Promise<MessagesLeft> {
    const lag: Record<string, number> = {};
    for (const group of this.groups) {
      for (const topic of group.topics) await this.#settle(topic, lag);
      Object.assign(lag, (await lagOf(this.bus, [group], this.#ends)).lag);
    }
    return { lag, total: Object.values(lag).reduce((sum, messages) => sum + messages, 0) };
  }

  /** Takes the ends of a fed topic once all who feed it are done. */
  async #settle(topic: string, lag: Record<string, number>): Promise<void> {
    if (!this.#moving.has(topic)) return;
    const feeders = this.groups.filter(({ feeds = [] }) => feeds.includes(topic));
    const done = ({ group, topics }: ConsumerGroup): boolean =>
      lag[group] === undefined && !topics.some((each) => this.#moving.has(each));
    if (!feeders.every(done)) return;
    await this.#takeEnds(topic);
    this.#moving.delete(topic);
  }

  async #takeEnds(topic: string): Promise<void> {
    this.#ends.set(topic, await this.bus.endOffsets(topic));
  }
}

/** How many messages each group has left, in words: `tagger 12, embedder 3`. */
export const inWords = ({ lag }: MessagesLeft): string =>
  Object.entries(lag)
    .map(([group, messages]) => `${group} ${messages.toLocaleString('en')}`)
    .join(', ');
