import { type CheckedChange, messageKey, readCatalogChange } from '@stars/contracts';
import { type BusMessage, type PoisonMessage, readMessages } from '@stars/event-bus';

/** A change with the message it came in. */
export type ReadChange = { message: BusMessage } & CheckedChange;

/**
 * Decodes a batch. Only the newest version of each item stays, or the last of equal versions, because others would be
 * replaced at once. Messages that can never be read are separated with their reason.
 */
export function readChanges(messages: readonly BusMessage[]): { changes: ReadChange[]; poison: PoisonMessage[] } {
  const newest = new Map<string, ReadChange>();
  const poison = readMessages(messages, (message) => {
    const change = { message, ...readCatalogChange(message.value) };
    const key = messageKey(change.item.tenantId, change.item.itemId);
    const known = newest.get(key);
    if (known === undefined || known.item.version <= change.item.version) newest.set(key, change);
  });
  return { changes: [...newest.values()], poison };
}
