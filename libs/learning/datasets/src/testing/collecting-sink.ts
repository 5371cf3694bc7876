import type { EncodedMessage } from '@stars/contracts';
import type { ImportSink } from '../import-sink.js';

/** A sink in memory that, like the bus, keeps each id of a topic once. For tests and dry runs. */
export class CollectingSink implements ImportSink {
  readonly topics = new Map<string, Map<string, EncodedMessage>>();
  /** Size of each published batch, in order. */
  readonly batches: number[] = [];

  async publish(topic: string, messages: readonly EncodedMessage[]): Promise<{ appended: number; duplicates: number }> {
    const known = this.topics.get(topic) ?? new Map<string, EncodedMessage>();
    this.topics.set(topic, known);
    const before = known.size;
    for (const message of messages) if (!known.has(message.id)) known.set(message.id, message);
    this.batches.push(messages.length);
    const appended = known.size - before;
    return { appended, duplicates: messages.length - appended };
  }

  /** The messages of a topic in order of arrival. */
  messages(topic: string): EncodedMessage[] {
    return [...(this.topics.get(topic)?.values() ?? [])];
  }
}
