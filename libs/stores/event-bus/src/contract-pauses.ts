import { expect, it } from 'vitest';
import { type ContractBench, eventually, numbered } from './contract-bench.js';

const EVERY_MS = 2000;

export function describePauseContract({ open, newTopic }: ContractBench): void {
  it('waits between batches, with the last one committed, but not after a full one', async () => {
    const [bus, topic] = [await open(), newTopic()];
    await bus.publish(topic, numbered(5, 1));
    const batches: { ids: string[]; at: number }[] = [];
    await bus.consume({
      ...{ group: 'pausing', topics: [topic], batchSize: 2, everyMs: () => EVERY_MS },
      handler: async (messages) => {
        batches.push({ ids: messages.map(({ id }) => id), at: performance.now() });
      },
    });
    await eventually(() => expect(batches.flatMap(({ ids }) => ids)).toHaveLength(5));
    const [first, , third] = batches;
    expect(third!.at - first!.at).toBeLessThan(EVERY_MS);
    await bus.publish(topic, numbered(1, 1, 'late'));
    await eventually(async () => expect((await bus.lag('pausing', [topic])).get(topic)).toBe(1));
    expect(batches).toHaveLength(3);
    await eventually(() => expect(batches).toHaveLength(4));
    // Clocks of timers are coarse.
    expect(batches[3]!.at - third!.at).toBeGreaterThan(EVERY_MS - 5);
  });
}
