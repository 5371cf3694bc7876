import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OffsetCommits, type PartitionOffset } from './offset-commits.js';

const at = (partition: number, offset: number): PartitionOffset => ({ topic: 't', partition, offset });

describe('OffsetCommits', () => {
  it('commits the latest position of each partition, one request at a time', async () => {
    const requests: PartitionOffset[][] = [];
    let under = 0;
    const sut = new OffsetCommits(
      async (offsets) => {
        expect(++under).toBe(1);
        requests.push(offsets);
        await sleep(10);
        under--;
      },
      () => true,
    );
    for (let offset = 1; offset <= 100; offset++) {
      sut.mark(at(0, offset));
      if (offset % 10 === 0) sut.mark(at(1, offset));
      if (offset % 25 === 0) await sleep(1);
    }
    await sut.flush(1000);
    const last = new Map(requests.flat().map(({ partition, offset }) => [partition, offset]));
    expect(last).toEqual(
      new Map([
        [0, 100],
        [1, 100],
      ]),
    );
    expect(requests.length).toBeLessThan(6);
    for (const partition of [0, 1]) {
      const offsets = requests.flat().filter((offset) => offset.partition === partition);
      expect(offsets).toEqual([...offsets].sort((a, b) => a.offset - b.offset));
    }
  });

  it('retries failed commits, unless a later position is due or the partition is no longer assigned', async () => {
    const committed: PartitionOffset[] = [];
    const lost = new Set<number>();
    let failures = 2;
    const sut = new OffsetCommits(
      async (offsets) => {
        if (failures-- > 0) throw new Error('the group is between two assignments');
        committed.push(...offsets);
      },
      ({ partition }) => !lost.has(partition),
    );
    sut.mark(at(0, 5));
    sut.mark(at(1, 5));
    await sleep(50);
    sut.mark(at(0, 9));
    lost.add(1);
    await sut.flush(5000);
    expect(committed).toEqual([at(0, 9)]);
  });

  it('waits for a flush at most the given time, and stops on request', async () => {
    let calls = 0;
    const sut = new OffsetCommits(
      async () => {
        calls++;
        throw new Error('away');
      },
      () => true,
    );
    sut.mark(at(0, 1));
    const began = performance.now();
    await sut.flush(100);
    expect(performance.now() - began).toBeLessThan(2000);
    sut.stop();
    await sut.flush(5000);
    const before = calls;
    await sleep(500);
    expect(calls).toBe(before);
  });
});
