import type { EventBus } from '@stars/event-bus';
import type { ArchiveKind } from './archive-kind.js';
import type { ArchiveFile, ArchiveState, Erasure } from './archive-state.js';
import { type IngestParts, ingest, planIngest } from './ingest.js';

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

/** What is on the bus and not archived yet, as the archive will have it. */
export interface Tail {
  /** In `parts.store`. */
  files: ArchiveFile[];
  erasures: Erasure[];
}

const TAIL_ROWS = 1_000_000;

/** Writes what the bus has from the archive's positions to `ends`. */
export async function readTail(
  parts: IngestParts & { now: () => number; signal?: AbortSignal },
  state: ArchiveState,
  ends: ArchiveEnds,
  kinds: readonly ArchiveKind[],
): Promise<Tail> {
  const tail: Tail = { files: [], erasures: [] };
  let { seq } = state;
  for (const kind of kinds) {
    const positions = { ...state.positions[kind.topic] };
    const limits = { mostRows: TAIL_ROWS, now: parts.now() };
    for (;;) {
      const plan = planIngest(kind, { positions: { [kind.topic]: positions } }, new Map(ends[kind.topic]), limits);
      if (!plan) break;
      const { add, erasures = [] } = await ingest(parts, { ...plan, seq: ++seq }, state, parts.now, parts.signal);
      tail.files.push(...add);
      tail.erasures.push(...erasures);
      for (const [partition, [, to]] of Object.entries(plan.ranges)) positions[partition] = to;
    }
  }
  return tail;
}
