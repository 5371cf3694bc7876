import { CatalogChange, IMPORT_TOPICS, messageKey, TOPICS, tenantOf } from '@stars/contracts';
import { BatchPublisher } from '../batch-publisher.js';
import type { ImportRun, ImportSink } from '../import-sink.js';

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

/** The header with the key of the item that a kept change is of. */
const ITEM_HEADER = 'stars-key';

/** Keeps the items as they are, so that an import that changes them can be taken back. */
export async function keepItems(
  { sink, signal }: ImportRun,
  importId: string,
  isChanged: (key: string) => boolean,
): Promise<void> {
  const publisher = new BatchPublisher(sink, IMPORT_TOPICS.undo, signal);
  for await (const messages of sink.read?.({ topic: TOPICS.catalog }) ?? []) {
    for (const { key, id, value } of messages) {
      if (!isChanged(key)) continue;
      const kept = { key: importId, id: `${importId}/${id}`, value, headers: { [ITEM_HEADER]: key } };
      if (publisher.add(kept)) await publisher.flush();
    }
  }
  await publisher.flush();
}

/** Items as they were before an import, by key. */
export async function keptItems(log: Pick<ImportSink, 'read'>, importId: string): Promise<Map<string, CatalogChange>> {
  const kept = new Map<string, CatalogChange>();
  for await (const messages of log.read?.({ topic: IMPORT_TOPICS.undo }) ?? []) {
    for (const { key, value, headers } of messages) {
      const item = headers[ITEM_HEADER];
      if (key === importId && item !== undefined) kept.set(item, CatalogChange.decode(value));
    }
  }
  return kept;
}
