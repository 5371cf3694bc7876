/**
 * The client library's connections to the brokers, below its groups. Reading without a group needs them: the library
 * offers no such reader, and a group for each read would cost the broker's rebalance delay (3 s by default).
 */
export interface Cluster {
  /** Topics whose metadata it refreshes. */
  readonly targetTopics: Set<string>;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  /** Rejects with the type `UNKNOWN_TOPIC_OR_PARTITION` if there is no such topic. */
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[];
  findBroker(options: { nodeId: string }): Promise<FetchingBroker>;
  fetchTopicsOffset(
    topics: readonly { topic: string; partitions: readonly { partition: number }[]; fromBeginning: boolean }[],
  ): Promise<{ topic: string; partitions: { partition: number; offset: string }[] }[]>;
}

/** Before another attempt: reconnects if needed, and finds the leaders again. */
export async function reconnect(cluster: Cluster): Promise<void> {
  if (!cluster.isConnected()) await cluster.connect();
  // One of the topics may be gone, which would fail the whole request: needed topics are added again.
  cluster.targetTopics.clear();
  await cluster.refreshMetadata();
}

export interface FetchingBroker {
  fetch(request: {
    maxWaitTime: number;
    minBytes: number;
    maxBytes: number;
    isolationLevel: number;
    rackId: string;
    topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[];
  }): Promise<{ responses: { partitions: PartitionData[] }[] }>;
}

/** One partition's part of a fetch, which `FetchedBatch` turns into messages. */
export interface PartitionData {
  partition: number;
  highWatermark: string;
}

export const READ_COMMITTED = 1;

/** A message as the client library gives it. */
export interface KafkaRecord {
  key: Buffer | null;
  value: Buffer | null;
  offset: string;
  timestamp: string;
  headers?: Record<string, Buffer | string | (Buffer | string)[] | undefined>;
}

/** Messages of one partition, without those of aborted transactions and without markers. */
export interface FetchedBatch {
  messages: KafkaRecord[];
  /** False if there was something that is not a message. */
  isEmptyIncludingFiltered(): boolean;
  lastOffset(): string;
}
