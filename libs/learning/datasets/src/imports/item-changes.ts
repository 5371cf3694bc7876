import {
  CatalogChange,
  type EncodedMessage,
  encodeCatalogDelete,
  IMPORT_TOPICS,
  importOf,
  messageKey,
  TOPICS,
  tenantOf,
} from '@stars/contracts';
import { BatchPublisher } from '../batch-publisher.js';
import type { ImportLog, ImportRun, ImportSink } from '../import-sink.js';

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
    for (const { key, id, value, headers } of messages) {
      if (!isChanged(key)) continue;
      // With the import that made the item so, if one did.
      const kept = { key: importId, id: `${importId}/${id}`, value, headers: { ...headers, [ITEM_HEADER]: key } };
      if (publisher.add(kept)) await publisher.flush();
    }
  }
  await publisher.flush();
}

/** The last changes of items before an import, by key of the item. */
export async function keptItems(log: Pick<ImportSink, 'read'>, importId: string): Promise<Map<string, EncodedMessage>> {
  const kept = new Map<string, EncodedMessage>();
  for await (const message of allKept(log)) if (message.key === importId) kept.set(itemOf(message), message);
  return kept;
}

/**
 * Later imports keep items as this import made them. When it is taken back, they get the items as they were before it, so that taking them
 * back later does not bring it back.
 */
export async function keepEarlier(log: ImportLog, importId: string, signal?: AbortSignal): Promise<void> {
  const before = await keptItems(log, importId);
  const publisher = new BatchPublisher(log, IMPORT_TOPICS.undo, signal);
  for await (const message of allKept(log)) {
    if (message.key === importId || importOf(message) !== importId) continue;
    const earlier = before.get(itemOf(message)) ?? { value: goneOf(message), headers: onlyItem(message) };
    const { value, headers } = earlier;
    if (publisher.add({ key: message.key, id: `${message.id}<${importId}`, value, headers })) await publisher.flush();
  }
  await publisher.flush();
}

async function* allKept(log: Pick<ImportSink, 'read'>): AsyncGenerator<EncodedMessage> {
  for await (const messages of log.read?.({ topic: IMPORT_TOPICS.undo }) ?? []) {
    for (const message of messages) if (message.headers[ITEM_HEADER] !== undefined) yield message;
  }
}

const itemOf = ({ headers }: EncodedMessage): string => headers[ITEM_HEADER]!;
const onlyItem = (message: EncodedMessage) => ({ [ITEM_HEADER]: itemOf(message) });

function goneOf({ value }: EncodedMessage): Uint8Array {
  const { tenantId, itemId, version } = CatalogChange.decode(value).change!.value;
  return encodeCatalogDelete({ tenantId, itemId, version }).value;
}
