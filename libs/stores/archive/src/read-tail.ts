import type { ArchiveKind } from './archive-kind.js';
import type { ArchiveFile, ArchiveState, Erasure } from './archive-state.js';
import type { ArchiveEnds } from './bus-ranges.js';
import { type IngestParts, ingest, planIngest } from './ingest.js';

/** What is on the bus and not archived yet, as the archive will have it. */
export interface Tail {
  /** In `parts.store`. */
  files: ArchiveFile[];
  erasures: Erasure[];
}

const TAIL_ROWS = 1_000_000;

/** Writes what the bus has from the archive's positions to `ends`. */
export async function readTail(
  parts: IngestParts & { now: () => number; signal?: AbortSignal | undefined },
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
