import { batchOf } from './client.js';
import { type Cluster, type KafkaRecord, type PartitionData, READ_COMMITTED, reconnect } from './cluster.js';
import { kafkaErrorType } from './kafka-error.js';
import type { KafkaSettings } from './options.js';
import { withPatience } from './patience.js';

const MIB = 1024 * 1024;
const FETCH_BYTES = 2 * MIB;
/** More than the largest possible batch. */
const WHOLE_BATCH_BYTES = 16 * MIB;

export interface FetchedRecords {
  records: KafkaRecord[];
  /** The next offset to read. */
  next: number;
}

/** Reads partitions from any offset, without a group. Names are those on the broker. */
export class PartitionLog {
  constructor(
    private readonly cluster: Cluster,
    private readonly settings: KafkaSettings,
  ) {}

  /** First or next offset of each partition of a topic that exists. Errors: `STARS_UNAVAILABLE`, the signal's reason. */
  async offsets(name: string, which: 'first' | 'next', signal?: AbortSignal): Promise<Map<number, number>> {
    return this.#patiently(`say where ${name} ends`, signal, async () => {
      await this.cluster.addMultipleTargetTopics([name]);
      await this.cluster.refreshMetadataIfNecessary();
      const known = this.cluster.findTopicPartitionMetadata(name);
      // Another task has just made the client forget its topics: nothing is known of this one, which is not the same as nothing in it.
      if (known.length === 0) throw new Error(`the partitions of ${name} are not known yet`);
      const partitions = known.map(({ partitionId }) => ({ partition: partitionId }));
      const found = await this.cluster.fetchTopicsOffset([
        { topic: name, partitions, fromBeginning: which === 'first' },
      ]);
      const offsets = found.flatMap((topic) => topic.partitions);
      return new Map(
        offsets.map(({ partition, offset }): [number, number] => [partition, Number(offset)]).sort(([a], [b]) => a - b),
      );
    });
  }

  /**
   * The records from `from` on, as many as one fetch gives, up to the offset `end` at most.
   * Resolves with `next` = `end` if nothing is left before it. Errors: `STARS_UNAVAILABLE`, the signal's reason.
   */
  async fetch(
    name: string,
    partition: number,
    from: number,
    end: number,
    signal?: AbortSignal,
  ): Promise<FetchedRecords> {
    return this.#patiently(`read ${name}`, signal, async () => {
      try {
        const some = await this.#fetchOnce(name, partition, from, FETCH_BYTES);
        // Compaction and transactions leave offsets without messages, and the last batch of a fetch may be cut off.
        const found = some.next > from ? some : await this.#fetchOnce(name, partition, from, WHOLE_BATCH_BYTES);
        if (found.next <= from) {
          // A new leader gives out only what it knows that others have: not yet is not never.
          if (found.known < end) throw new Error(`the leader gives out ${found.known} of ${end} messages of ${name}`);
          return { records: [], next: end };
        }
        return { records: found.records.filter(({ offset }) => Number(offset) < end), next: Math.min(found.next, end) };
      } catch (error) {
        if (kafkaErrorType(error) !== 'OFFSET_OUT_OF_RANGE') throw error;
        // Retention deleted the messages before the first.
        const first = (await this.offsets(name, 'first')).get(partition) ?? end;
        return { records: [], next: Math.min(Math.max(first, from + 1), end) };
      }
    });
  }

  async #fetchOnce(
    name: string,
    partition: number,
    from: number,
    maxBytes: number,
  ): Promise<FetchedRecords & { /** Messages that the leader gives out. */ known: number }> {
    await this.cluster.addMultipleTargetTopics([name]);
    await this.cluster.refreshMetadataIfNecessary();
    const place = this.cluster.findTopicPartitionMetadata(name).find(({ partitionId }) => partitionId === partition);
    if (place === undefined) throw new Error(`${name} has no partition ${partition}`);
    const broker = await this.cluster.findBroker({ nodeId: String(place.leader) });
    const { responses } = await broker.fetch({
      maxWaitTime: 0,
      minBytes: 0,
      maxBytes,
      isolationLevel: READ_COMMITTED,
      rackId: '',
      topics: [{ topic: name, partitions: [{ partition, fetchOffset: String(from), maxBytes }] }],
    });
    const data = responses[0]?.partitions.find((candidate: PartitionData) => candidate.partition === partition);
    if (data === undefined) throw new Error(`the broker said nothing about ${name}/${partition}`);
    const batch = batchOf(name, from, data);
    const known = Number(data.highWatermark);
    if (batch.isEmptyIncludingFiltered()) return { records: [], next: from, known };
    return { records: batch.messages, next: Number(batch.lastOffset()) + 1, known };
  }

  #patiently<T>(doing: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const { timeoutMs, random } = this.settings;
    const before = (): Promise<void> => reconnect(this.cluster);
    return withPatience(work, { doing, timeoutMs, random, before, ...(signal && { signal }) });
  }
}
