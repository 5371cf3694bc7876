import type { EncodedMessage } from '@stars/contracts';
import type { ImportRun } from './import-sink.js';

const BATCH_MESSAGES = 5_000;
const BATCH_BYTES = 4 * 1024 * 1024;

/** How many messages were made durable now, and how many the sink had before. */
export interface PublishedMessages {
  published: number;
  duplicates: number;
}

/**
 * Publishes messages of one topic in batches bounded in number and bytes. Rejects with the signal's reason before the next batch
 * once it is aborted.
 */
export async function publishAll(
  { sink, signal }: ImportRun,
  topic: string,
  messages: Iterable<EncodedMessage> | AsyncIterable<EncodedMessage>,
): Promise<PublishedMessages> {
  const sum = { published: 0, duplicates: 0 };
  let batch: EncodedMessage[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    signal?.throwIfAborted();
    if (batch.length === 0) return;
    const { appended, duplicates } = await sink.publish(topic, batch);
    sum.published += appended;
    sum.duplicates += duplicates;
    batch = [];
    bytes = 0;
  };
  for await (const message of messages) {
    batch.push(message);
    bytes += message.value.length;
    if (batch.length >= BATCH_MESSAGES || bytes >= BATCH_BYTES) await flush();
  }
  await flush();
  return sum;
}
