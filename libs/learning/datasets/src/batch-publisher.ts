import type { EncodedMessage } from '@stars/contracts';
import type { ImportSink } from './import-sink.js';

const BATCH_MESSAGES = 5_000;
const BATCH_BYTES = 4 * 1024 * 1024;

/** Gathers messages of one topic and publishes them in batches bounded in number and bytes. */
export class BatchPublisher {
  /** Messages that this publisher made durable. */
  published = 0;
  /** Messages that the sink had before. */
  duplicates = 0;
  #batch: EncodedMessage[] = [];
  #bytes = 0;

  constructor(
    private readonly sink: ImportSink,
    private readonly topic: string,
    private readonly signal?: AbortSignal,
  ) {}

  /** Takes a message; true if the batch is full and needs `flush`. */
  add(message: EncodedMessage): boolean {
    this.#batch.push(message);
    this.#bytes += message.value.length;
    return this.#batch.length >= BATCH_MESSAGES || this.#bytes >= BATCH_BYTES;
  }

  /** Publishes the gathered messages. Rejects with the signal's reason once it is aborted. */
  async flush(): Promise<void> {
    this.signal?.throwIfAborted();
    if (this.#batch.length === 0) return;
    const { appended, duplicates } = await this.sink.publish(this.topic, this.#batch);
    this.published += appended;
    this.duplicates += duplicates;
    this.#batch = [];
    this.#bytes = 0;
  }
}
