import { describe, expect, it } from 'vitest';
import { AwaitedPositions, inWords } from './awaited-positions.js';
import type { EventBus, TopicEnds } from './port.js';

/** A bus of which only the ends and the positions matter. */
class CountingBus {
  readonly ends = new Map<string, number>();
  readonly done = new Map<string, number>();

  async endOffsets(topic: string): Promise<Map<number, number>> {
    return new Map([[0, this.ends.get(topic)!]]);
  }

  async lag(group: string, topics: readonly string[], ends?: TopicEnds): Promise<Map<string, number>> {
    const endOf = (topic: string): number => ends?.get(topic)?.get(0) ?? this.ends.get(topic)!;
    const doneBy = (topic: string): number => this.done.get(`${group}/${topic}`) ?? 0;
    return new Map(topics.map((topic) => [topic, Math.max(0, endOf(topic) - doneBy(topic))]));
  }
}

function newTestBus(ends: Record<string, number>) {
  const bus = new CountingBus();
  for (const [topic, end] of Object.entries(ends)) bus.ends.set(topic, end);
  return Object.assign(bus, { port: bus as unknown as EventBus });
}

describe('AwaitedPositions', () => {
  it('counts what was there, and not what comes later', async () => {
    const bus = newTestBus({ a: 10, b: 5 });
    const awaited = await AwaitedPositions.since(bus.port, [
      { group: 'one', topics: ['a', 'b'] },
      { group: 'two', topics: ['a'] },
    ]);
    expect(await awaited.left()).toEqual({ lag: { one: 15, two: 10 }, total: 25 });
    bus.ends.set('a', 1000);
    expect((await awaited.left()).total).toBe(25);
    bus.done.set('two/a', 10);
    bus.done.set('one/a', 9);
    bus.done.set('one/b', 5);
    expect(inWords(await awaited.left())).toBe('one 1');
    bus.done.set('one/a', 10);
    expect(await awaited.left()).toEqual({ lag: {}, total: 0 });
  });

  it('awaits what groups publish for each other from that, over several steps, and no more', async () => {
    const bus = newTestBus({ items: 10, features: 3, facts: 0 });
    const awaited = await AwaitedPositions.since(bus.port, [
      { group: 'tagger', topics: ['items'], feeds: ['features'] },
      { group: 'tagger-backfill', topics: ['items'], feeds: ['features'] },
      { group: 'embedder', topics: ['features'], feeds: ['facts'] },
      { group: 'statistics', topics: ['facts'] },
    ]);
    bus.done.set('embedder/features', 3);
    bus.done.set('tagger/items', 10);
    bus.ends.set('features', 8);
    // The backfill may still publish features, so that nobody knows how many facts come.
    expect(await awaited.left()).toEqual({ lag: { 'tagger-backfill': 10 }, total: 10 });
    bus.done.set('tagger-backfill/items', 10);
    expect(await awaited.left()).toEqual({ lag: { embedder: 5 }, total: 5 });
    bus.ends.set('features', 100);
    bus.ends.set('items', 100);
    bus.done.set('embedder/features', 8);
    bus.ends.set('facts', 2);
    expect(await awaited.left()).toEqual({ lag: { statistics: 2 }, total: 2 });
    bus.ends.set('facts', 50);
    bus.done.set('statistics/facts', 2);
    expect((await awaited.left()).total).toBe(0);
  });
});
