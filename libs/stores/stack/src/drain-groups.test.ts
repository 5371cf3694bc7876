import type { EventBus, TopicEnds } from '@stars/event-bus';
import { describe, expect, it } from 'vitest';
import type { DrainProgress } from './consumer-groups.js';
import { drainGroups } from './drain-groups.js';

const GROUPS = [
  { group: 'tagger', topics: ['items'] },
  { group: 'embedder', topics: ['features'] },
];

/** At each look at a lag, a producer has appended one more item, and each group has handled at most two: the tagger makes features of them. */
class BusyBus {
  readonly ends = new Map([
    ['items', 10],
    ['features', 0],
  ]);
  readonly handled = new Map([
    ['tagger', 0],
    ['embedder', 0],
  ]);

  async endOffsets(topic: string): Promise<Map<number, number>> {
    return new Map([[0, this.ends.get(topic)!]]);
  }

  async lag(group: string, [topic]: readonly [string], ends?: TopicEnds): Promise<Map<string, number>> {
    if (group === 'tagger') this.ends.set('items', this.ends.get('items')! + 1);
    const end = this.ends.get(topic)!;
    // One message is always on its way.
    const handled = Math.min(end - 1, this.handled.get(group)! + 2);
    this.handled.set(group, Math.max(handled, this.handled.get(group)!));
    if (group === 'tagger') this.ends.set('features', this.handled.get('tagger')!);
    const until = ends ? ends.get(topic)!.get(0)! : end;
    return new Map([[topic, Math.max(0, until - this.handled.get(group)!)]]);
  }
}

describe('drainGroups', () => {
  it('ends under a feed that never pauses, once what was there has gone through all groups', async () => {
    const bus = new BusyBus();
    const seen: DrainProgress[] = [];
    const signal = AbortSignal.timeout(10_000);
    await drainGroups(bus as unknown as EventBus, GROUPS, {
      pollMs: 1,
      signal,
      onProgress: (state) => seen.push(state),
    });
    expect(bus.handled.get('tagger')).toBeGreaterThanOrEqual(10);
    expect(bus.handled.get('embedder')).toBeGreaterThanOrEqual(10);
    expect(seen.every(({ total }) => total > 0)).toBe(true);
  });
});
