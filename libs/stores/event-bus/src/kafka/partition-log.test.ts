import { expect, it } from 'vitest';
import type { Cluster, KafkaRecord } from './cluster.js';
import { kafkaSettings } from './options.js';
import { PartitionLog } from './partition-log.js';

const record = (offset: number): KafkaRecord => ({
  offset: String(offset),
  ...{ key: null, value: Buffer.from('v'), timestamp: '0' },
});

/** A partition whose leader knows of so many messages that all replicas have them, at each fetch. */
function partitionOf(count: number, known: readonly number[]) {
  let fetches = 0;
  const fetch = async ({ topics }: { topics: { partitions: { fetchOffset: string }[] }[] }) => {
    const from = Number(topics[0]!.partitions[0]!.fetchOffset);
    const until = known[Math.min(fetches++, known.length - 1)]!;
    const messages = Array.from({ length: Math.max(0, Math.min(count, until) - from) }, (_, n) => record(from + n));
    const data = { partition: 0, highWatermark: String(until), messages, abortedTransactions: [] };
    return { responses: [{ partitions: [data] }] };
  };
  const nothing = async (): Promise<void> => undefined;
  const cluster = {
    targetTopics: new Set<string>(),
    isConnected: () => true,
    refreshMetadata: nothing,
    refreshMetadataIfNecessary: nothing,
    addMultipleTargetTopics: nothing,
    findTopicPartitionMetadata: () => [{ partitionId: 0, leader: 1 }],
    findBroker: async () => ({ fetch }),
  };
  const log = new PartitionLog(cluster as unknown as Cluster, kafkaSettings({ brokers: ['b'], timeoutMs: 2000 }));
  return { log, fetches: () => fetches };
}

const offsetsOf = ({ records }: { records: KafkaRecord[] }): number[] => records.map(({ offset }) => Number(offset));

it('skips nothing that a new leader does not give out yet', async () => {
  const { log } = partitionOf(10, [4, 4, 4, 10]);
  const found = await log.fetch('t', 0, 4, 10);
  expect([offsetsOf(found), found.next]).toEqual([[4, 5, 6, 7, 8, 9], 10]);
});

it('says so if the leader never gives it out', async () => {
  const { log } = partitionOf(10, [4]);
  await expect(log.fetch('t', 0, 4, 10)).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
});

it('ends where compaction left no message before the end', async () => {
  const { log, fetches } = partitionOf(4, [10]);
  expect(await log.fetch('t', 0, 4, 10)).toEqual({ records: [], next: 10 });
  expect(fetches()).toBe(2);
});
