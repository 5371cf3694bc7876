import { TOPICS } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';

/** Consumer groups of the catalogue's indexer, on the catalogue topic: of live changes, and of backfills. */
export const CATALOG_INDEXER_GROUPS = { live: 'catalog', backfill: 'catalog-backfill' } as const;

/** Whether the catalogue may not have indexed all changes yet: then a missing item is not known to be deleted. */
export async function isIndexerBehind(bus: EventBus): Promise<boolean> {
  for (const group of Object.values(CATALOG_INDEXER_GROUPS)) {
    const lag = await bus.lag(group, [TOPICS.catalog]);
    if ([...lag.values()].some((messages) => messages > 0)) return true;
  }
  return false;
}
