import type { BusMessage, EventBus } from '@stars/event-bus';
import type { TopicMarks } from './archive-state.js';
import { messagesIn } from './bus-ranges.js';
import type { UserHash } from './user-hash.js';

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
  const places = Object.entries(marks).map(([partition, { offset }]) => [partition, [offset, offset + 1]] as const);
  for await (const message of messagesIn(bus, topic, Object.fromEntries(places), signal)) {
    if (hash.ofMessage(message) !== marks[message.partition]!.hash) return true;
  }
  return false;
}
