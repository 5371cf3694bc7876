import { CatalogChange, type CatalogItem, messageKey, TOPICS, tenantOf } from '@stars/contracts';
import type { ImportSink } from '../import-sink.js';

/** The last change of an item on the bus. */
export interface ItemState {
  tenantId: string;
  itemId: string;
  version: number;
  /** The message's id. */
  id: string;
  gone: boolean;
  /** What is known of an item that was made of events. */
  madeOfEvents?: Pick<CatalogItem, 'title' | 'brand' | 'category' | 'price' | 'image' | 'link'>;
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
      const state = { tenantId, itemId, version, id, gone: change.$case === 'delete' };
      items.set(messageKey(tenantId, itemId), { ...state, ...(version === 0 && partsOf(change)) });
    }
  }
  return items;
}

function partsOf(change: NonNullable<CatalogChange['change']>): Pick<ItemState, 'madeOfEvents'> {
  if (change.$case === 'delete') return {};
  const { title, brand, category, price, image, link } = change.value;
  return { madeOfEvents: { title, brand, category, price, image, link } };
}
