import { ARCHIVE_PARTITION } from '@stars/contracts';
import type { BusMessage, EventBus } from '@stars/event-bus';
import type { ArchiveState, IngestPlan, Positions } from './archive-state.js';

/** By topic, the offset after the last message of each partition. */
export type ArchiveEnds = Readonly<Record<string, readonly (readonly [partition: number, offset: number])[]>>;

/** How far archive and bus go together. */
export async function endsOf(
  bus: Pick<EventBus, 'endOffsets'>,
  positions: ArchiveState['positions'],
  topics: readonly string[],
): Promise<Record<string, [number, number][]>> {
  const ends: Record<string, [number, number][]> = {};
  for (const topic of topics) {
    const known = new Map(await bus.endOffsets(topic));
    for (const [partition, at] of Object.entries(positions[topic] ?? {})) {
      known.set(Number(partition), Math.max(at, known.get(Number(partition)) ?? 0));
    }
    ends[topic] = [...known].sort(([a], [b]) => a - b);
  }
  return ends;
}

/** Whether the bus has less of a topic than was archived of it. */
export const endsBefore = (ends: ReadonlyMap<number, number>, positions: Positions = {}): boolean =>
  Object.entries(positions).some(
    ([partition, position]) => Number(partition) !== ARCHIVE_PARTITION && position > (ends.get(Number(partition)) ?? 0),
  );

/** The messages of some ranges of a topic. */
export async function* messagesIn(
  bus: Pick<EventBus, 'read' | 'endOffsets'>,
  topic: string,
  ranges: IngestPlan['ranges'],
  signal?: AbortSignal,
): AsyncGenerator<BusMessage> {
  const ends = await bus.endOffsets(topic);
  for (const [partition, [begin, end]] of Object.entries(ranges)) {
    const from = new Map(ends).set(Number(partition), begin);
    reading: for await (const batch of bus.read({ topic, from, signal })) {
      for (const message of batch) {
        // Other partitions are read from where they ended a moment ago.
        if (message.partition !== Number(partition)) continue;
        if (message.offset >= end) break reading;
        yield message;
      }
    }
  }
}
