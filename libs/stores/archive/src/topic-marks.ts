import type { BusMessage, EventBus } from '@stars/event-bus';
import type { UserHash } from './user-hash.js';

/** By partition, the last message that was archived: by it a topic is known again. */
export type TopicMarks = Readonly<Record<string, { offset: number /** Keyed. */; hash: string }>>;

/** @param last by partition */
export const marksOf = (last: ReadonlyMap<number, BusMessage>, hash: UserHash): TopicMarks =>
  Object.fromEntries(
    Array.from(last, ([partition, message]) => [partition, { offset: message.offset, hash: hash.ofMessage(message) }]),
  );

/**
 * Whether the bus has other messages where the archive has read: the topic was made anew under its name, and has grown since. A
 * message that is gone, erased or compacted says nothing.
 */
export async function isAnotherTopic(
  bus: Pick<EventBus, 'read' | 'endOffsets'>,
  topic: string,
  marks: TopicMarks,
  hash: UserHash,
  signal?: AbortSignal,
): Promise<boolean> {
  const ends = await bus.endOffsets(topic);
  for (const [partition, mark] of Object.entries(marks)) {
    const from = new Map(ends).set(Number(partition), mark.offset);
    reading: for await (const batch of bus.read({ topic, from, batchSize: 1, ...(signal ? { signal } : {}) })) {
      for (const message of batch) {
        if (message.partition !== Number(partition)) continue;
        if (message.offset === mark.offset && hash.ofMessage(message) !== mark.hash) return true;
        break reading;
      }
    }
  }
  return false;
}
