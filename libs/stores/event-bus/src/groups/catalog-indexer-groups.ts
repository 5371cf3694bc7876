import { isBackfill, TOPICS } from '@stars/contracts';
import { Headway } from '@stars/platform';
import { lagOf } from '../awaited-positions.js';
import type { BusMessage, EventBus } from '../port.js';
import { drainGroups } from './drain-groups.js';

/** Consumer groups of the catalogue's indexer, on the catalogue topic: of live changes, and of backfills. */
export const CATALOG_INDEXER_GROUPS = { live: 'catalog', backfill: 'catalog-backfill' } as const;

/** Whether the indexer has yet to handle one of these messages of the catalogue topic. */
export async function isIndexerBehind(bus: EventBus, messages: readonly BusMessage[]): Promise<boolean> {
  for (const [lane, group] of Object.entries(CATALOG_INDEXER_GROUPS)) {
    const ends = new Map<number, number>();
    for (const message of messages) {
      if (isBackfill(message) !== (lane === 'backfill')) continue;
      const { partition, offset } = message;
      ends.set(partition, Math.max(offset + 1, ends.get(partition) ?? 0));
    }
    const left = await lagOf(bus, [{ group, topics: [TOPICS.catalog] }], new Map([[TOPICS.catalog, ends]]));
    if (left.total > 0) return true;
  }
  return false;
}

/** A batch that waits for longer comes again. */
const LONGEST_STALL_MS = 5000;

/**
 * Resolves once the indexer has handled all live changes that are on the catalogue topic now. Backfills need no such wait: nobody
 * handles their changes further before they are indexed. So it is short, however long an import takes.
 * Errors: `STARS_UNAVAILABLE` if the indexer stands still.
 */
export async function liveChangesIndexed(bus: EventBus, signal: AbortSignal): Promise<void> {
  using headway = new Headway('the catalogue’s index of live changes', signal, LONGEST_STALL_MS);
  await drainGroups(bus, [{ group: CATALOG_INDEXER_GROUPS.live, topics: [TOPICS.catalog] }], { pollMs: 50, headway });
}
