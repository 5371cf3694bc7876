import { checkTagCorrection, decodeMessage, TOPICS, tenantOf } from '@stars/contracts';
import { type BusMessage, type EventBus, liveChangesIndexed, type PoisonMessage, readMessages } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
import { entryOf } from '@stars/platform';
import type { ReadChange } from './read-changes.js';

/**
 * The corrected items, as changes that make their features again. An item that is not in the catalogue needs none: its
 * correction waits for it. Errors: `STARS_UNAVAILABLE` if the catalogue, which may have to index a newer version, stands still.
 */
export async function correctedItems(
  messages: readonly BusMessage[],
  { bus, catalog }: { bus: EventBus; catalog: ItemCatalog },
  signal: AbortSignal,
): Promise<{ changes: ReadChange[]; poison: PoisonMessage[] }> {
  const byTenant = new Map<string, Map<string, BusMessage>>();
  const poison = readMessages(messages, (message) => {
    const correction = decodeMessage(TOPICS.tagCorrections, message.value);
    checkTagCorrection(correction);
    entryOf(byTenant, tenantOf(correction.tenantId), () => new Map()).set(correction.itemId, message);
  });
  // Features of an older version would be dropped, and those of the newer one may exist already.
  if (byTenant.size > 0) await liveChangesIndexed(bus, signal);
  const changes: ReadChange[] = [];
  for (const [tenant, byItem] of byTenant) {
    for (const item of await catalog.get(tenant, [...byItem.keys()])) {
      if (item) changes.push({ kind: 'upsert', item, message: byItem.get(item.itemId)! });
    }
  }
  return { changes, poison };
}
