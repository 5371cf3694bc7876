import { CatalogChange, messageKey, TOPICS, tenantOf } from '@stars/contracts';
import type { ImportSink } from '../import-sink.js';

/** The last change of an item on the bus. */
export interface ItemState {
  tenantId: string;
  itemId: string;
  version: number;
  /** The message's id. */
  id: string;
  gone: boolean;
}

/** Every item that was ever in the catalogue, by key. Empty for a target that cannot be read. */
export async function readItems(log: Pick<ImportSink, 'read'>): Promise<Map<string, ItemState>> {
  const items = new Map<string, ItemState>();
  for await (const messages of log.read?.({ topic: TOPICS.catalog }) ?? []) {
    for (const { id, value } of messages) {
      const { change } = CatalogChange.decode(value);
      if (change === undefined) continue;
      const { itemId, version } = change.value;
      const tenantId = tenantOf(change.value.tenantId);
      items.set(messageKey(tenantId, itemId), { tenantId, itemId, version, id, gone: change.$case === 'delete' });
    }
  }
  return items;
}
