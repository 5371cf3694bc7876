import { CatalogChange, DEFAULT_TENANT, isBackfill, TOPICS } from '@stars/contracts';
import { CATALOG_INDEXER_GROUPS, type ConsumeOptions, type EventBus, type Subscription } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';

/** Consumes changes of items as the catalogue service does. */
export async function startIndexer(
  bus: EventBus,
  catalog: ItemCatalog,
  lanes: 'live' | 'all' = 'all',
): Promise<Subscription[]> {
  const consume = (group: string, handler: ConsumeOptions['handler']): Promise<Subscription> =>
    bus.consume({ group, topics: [TOPICS.catalog], handler });
  return [
    ...(lanes === 'all' ? [await consume(CATALOG_INDEXER_GROUPS.backfill, async () => {})] : []),
    await consume(CATALOG_INDEXER_GROUPS.live, async (messages) => {
      for (const { value } of messages.filter((message) => !isBackfill(message))) {
        const change = CatalogChange.decode(value).change!;
        if (change.$case === 'upsert') await catalog.upsert([change.value]);
        else await catalog.delete(DEFAULT_TENANT, [change.value]);
      }
    }),
  ];
}
