import type { EventBus, TopicEnds } from '@stars/event-bus';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CATALOG_PATH, CatalogClock } from './catalog-clock.js';

/** A clock over a bus with one end of all topics, and positions of groups; a group without one is on a broker that is away. */
function clockOver(positions: Map<string, number>) {
  let now = 1000;
  const bus = { end: 0 };
  const asked: string[] = [];
  const lag: EventBus['lag'] = async (group, topics, ends?: TopicEnds) => {
    asked.push(group);
    const position = positions.get(group);
    if (position === undefined) throw new Error('the bus is away');
    return new Map(topics.map((topic) => [topic, Math.max(0, ends!.get(topic)!.get(0)! - position)]));
  };
  const endOffsets: EventBus['endOffsets'] = async () => new Map([[0, bus.end]]);
  const clock = new CatalogClock({ lag, endOffsets } as EventBus, () => now);
  const look = async (at: number): Promise<number | undefined> => {
    now = at;
    await clock.look();
    return clock.time;
  };
  return { clock, look, asked, bus };
}

const groups = CATALOG_PATH.map(({ group }) => group);

afterEach(() => {
  vi.useRealTimers();
});

describe('CatalogClock', () => {
  it('is the time from before which all groups have handled every change, also if ever more come', async () => {
    const positions = new Map(groups.map((group) => [group, 0]));
    const { look, asked, bus } = clockOver(positions);
    expect(await look(1000)).toBe(1000);
    bus.end = 10;
    expect(await look(2000)).toBe(1000);
    bus.end = 20;
    positions.set('catalog', 20).set('tagger', 10).set('embedder', 9);
    expect(await look(3000)).toBe(1000);
    // The tagger is done, so that all features of those changes are there: up to 20.
    positions.set('embedder', 20);
    bus.end = 30;
    expect(await look(4000)).toBe(2000);
    expect(await look(5000)).toBe(2000);
    positions.delete('catalog');
    expect(await look(6000)).toBe(2000);
    for (const group of groups) positions.set(group, 30);
    expect(await look(7000)).toBe(5000);
    // A group is checked before the groups that it feeds.
    expect(asked.slice(0, 3)).toEqual(['catalog', 'tagger', 'embedder']);
  });

  it('checks at once and then every second, also while the bus is away, until the application ends', async () => {
    vi.useFakeTimers();
    const positions = new Map<string, number>();
    const { clock, asked } = clockOver(positions);
    clock.start();
    await vi.advanceTimersByTimeAsync(999);
    expect([asked, clock.time]).toEqual([['catalog'], undefined]);
    for (const group of groups) positions.set(group, 0);
    await vi.advanceTimersByTimeAsync(1);
    expect(clock.time).toBe(1000);
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked).toHaveLength(1 + 3 * groups.length);
    clock.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(1 + 3 * groups.length);
  });

  it('does not begin again if the application ends during a check', async () => {
    vi.useFakeTimers();
    const lag = Promise.withResolvers<Map<number, number>>();
    const ask = vi.fn(() => lag.promise);
    const clock = new CatalogClock({ endOffsets: ask } as unknown as EventBus, () => 0);
    clock.start();
    await vi.advanceTimersByTimeAsync(1000);
    clock.stop();
    lag.reject(new Error('the bus is away'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
