/** Not among the library's exports: makes messages of a fetch, as its own consumer does. */
declare module 'kafkajs/src/consumer/batch.js' {
  import type { FetchedBatch, PartitionData } from './cluster.js';

  const Batch: new (topic: string, fetchedOffset: string, data: PartitionData) => FetchedBatch;
  export default Batch;
}
