/** Neither module is among the exports of the library. This one makes messages of a fetch, as its own consumer does. */
declare module 'kafkajs/src/consumer/batch.js' {
  import type { FetchedBatch, PartitionData } from './cluster.js';

  const Batch: new (topic: string, fetchedOffset: string, data: PartitionData) => FetchedBatch;
  export default Batch;
}

declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** Requests of one connection. */
  export default class RequestQueue {
    pending: unknown[];
    /** ms since 1970; -1 where the broker asked for no pause. */
    throttledUntil: number;
    scheduleCheckPendingRequests(): void;
  }
}
