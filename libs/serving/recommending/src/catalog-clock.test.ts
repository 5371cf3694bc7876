import type { EventBus } from '@stars/event-bus';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CATALOG_PATH, CatalogClock } from './catalog-clock.js';

function clockOver(lags: Map<string, number>) {
  let now = 1000;
  const asked: string[] = [];
  const lag: EventBus['lag'] = async (group, topics) => {
    asked.push(group);
    const value = lags.get(group);
    if (value === undefined) throw new Error('the bus is away');
    return new Map(topics.map((topic) => [topic, value]));
  };
  const clock = new CatalogClock({ lag } as EventBus, () => now);
  const look = async (at: number): Promise<number | undefined> => {
    now = at;
    await clock.look();
    return clock.time;
  };
  return { clock, look, asked };
}

const groups = CATALOG_PATH.map(({ group }) => group);

afterEach(() => {
  vi.useRealTimers();
});

describe('CatalogClock', () => {
  it('is the time of the last check at which no consumer group had a lag', async () => {
    const lags = new Map(groups.map((group) => [group, 0]));
    const { look, asked } = clockOver(lags);
    lags.set('embedder', 3);
    expect(await look(1000)).toBeUndefined();
    lags.set('embedder', 0);
    expect(await look(2000)).toBe(2000);
    lags.set('tagger', 1);
    expect(await look(3000)).toBe(2000);
    lags.delete('catalog');
    expect(await look(4000)).toBe(2000);
    for (const group of groups) lags.set(group, 0);
    expect(await look(5000)).toBe(5000);
    // A group is checked before the groups that it feeds: what it passes on meanwhile is then in their lag.
    expect(asked.slice(0, 3)).toEqual(['catalog', 'tagger', 'embedder']);
  });

  it('checks at once and then every second, also while the bus is away, until the application ends', async () => {
    vi.useFakeTimers();
    const lags = new Map<string, number>();
    const { clock, asked } = clockOver(lags);
    clock.start();
    await vi.advanceTimersByTimeAsync(999);
    expect([asked, clock.time]).toEqual([['catalog'], undefined]);
    for (const group of groups) lags.set(group, 0);
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
    const clock = new CatalogClock({ lag: ask } as unknown as EventBus, () => 0);
    clock.start();
    await vi.advanceTimersByTimeAsync(1000);
    clock.stop();
    lag.reject(new Error('the bus is away'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
