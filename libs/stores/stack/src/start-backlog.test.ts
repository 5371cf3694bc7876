import type { EventBus, TopicEnds } from '@stars/event-bus';
import { describe, expect, it } from 'vitest';
import { StartBacklog } from './start-backlog.js';

const GROUPS = [
  { group: 'one', topics: ['a', 'b'] },
  { group: 'two', topics: ['a'] },
];

/** A bus of which only the ends and the lags matter. */
class CountingBus {
  readonly ends = new Map([
    ['a', 10],
    ['b', 5],
  ]);
  readonly done = new Map<string, number>();

  async endOffsets(topic: string): Promise<Map<number, number>> {
    return new Map([[0, this.ends.get(topic)!]]);
  }

  async lag(group: string, topics: readonly string[], ends?: TopicEnds): Promise<Map<string, number>> {
    const endOf = (topic: string): number => ends?.get(topic)?.get(0) ?? this.ends.get(topic)!;
    return new Map(
      topics.map((topic) => [topic, Math.max(0, endOf(topic) - (this.done.get(`${group}/${topic}`) ?? 0))]),
    );
  }
}

describe('StartBacklog', () => {
  it('counts what was there, and not what comes later', async () => {
    const bus = new CountingBus();
    const backlog = await StartBacklog.since(bus as unknown as EventBus, GROUPS);
    expect(await backlog.left()).toEqual({ lag: { one: 15, two: 10 }, total: 25 });
    bus.ends.set('a', 1000);
    expect((await backlog.left()).total).toBe(25);
    bus.done.set('two/a', 10);
    bus.done.set('one/a', 9);
    bus.done.set('one/b', 5);
    expect(await backlog.left()).toEqual({ lag: { one: 1 }, total: 1 });
    bus.done.set('one/a', 10);
    expect(await backlog.left()).toEqual({ lag: {}, total: 0 });
  });
});
