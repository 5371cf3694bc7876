import {
  type CatalogChange,
  type CatalogItem,
  type CatalogItemDelete,
  checkCatalogDelete,
  checkCatalogItem,
  decodeMessage,
  messageKey,
  TOPICS,
  tenantOf,
} from '@stars/contracts';
import { type BusMessage, type PoisonMessage, readMessages } from '@stars/event-bus';

/** A change with the message it came in. */
export type ReadChange = { message: BusMessage } & (
  | { kind: 'upsert'; item: CatalogItem }
  | { kind: 'delete'; item: CatalogItemDelete }
);

/**
 * Decodes a batch. Only the newest version of each item stays, or the last of equal versions, because others would be
 * replaced at once. Messages that can never be read are separated with their reason.
 */
export function readChanges(messages: readonly BusMessage[]): { changes: ReadChange[]; poison: PoisonMessage[] } {
  const newest = new Map<string, ReadChange>();
  const poison = readMessages(messages, (message) => {
    const change = checked(message, decodeMessage(TOPICS.catalog, message.value));
    const key = messageKey(change.item.tenantId, change.item.itemId);
    const known = newest.get(key);
    if (known === undefined || known.item.version <= change.item.version) newest.set(key, change);
  });
  return { changes: [...newest.values()], poison };
}

function checked(message: BusMessage, { change }: CatalogChange): ReadChange {
  if (change?.$case === 'upsert') {
    checkCatalogItem(change.value);
    return { message, kind: 'upsert', item: { ...change.value, tenantId: tenantOf(change.value.tenantId) } };
  }
  // A change without a kind has an empty item id, which fails the check.
  const gone = change?.value ?? { tenantId: '', itemId: '', version: 0 };
  checkCatalogDelete(gone);
  return { message, kind: 'delete', item: { ...gone, tenantId: tenantOf(gone.tenantId) } };
}
