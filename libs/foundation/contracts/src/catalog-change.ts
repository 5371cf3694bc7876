import { checkCatalogDelete, checkCatalogItem, checkCatalogPatch } from './checked-messages.js';
import { decodeMessage } from './decode-message.js';
import type { CatalogItem, CatalogItemDelete, CatalogItemPatch } from './generated/stars/v1/catalog.js';
import { tenantOf } from './message-key.js';
import { TOPICS } from './topics.js';

export type CheckedChange = { kind: 'upsert'; item: CatalogItem } | { kind: 'delete'; item: CatalogItemDelete };

/** A message of the catalogue topic, checked, with its tenant. Errors: those of `decodeMessage` and of the checks. */
export function readCatalogChange(value: Uint8Array): CheckedChange {
  const { change } = decodeMessage(TOPICS.catalog, value);
  if (change?.$case === 'upsert') {
    checkCatalogItem(change.value);
    return { kind: 'upsert', item: { ...change.value, tenantId: tenantOf(change.value.tenantId) } };
  }
  // A change without a kind has an empty item id, which fails the check.
  const gone = change?.value ?? { tenantId: '', itemId: '', version: 0 };
  checkCatalogDelete(gone);
  return { kind: 'delete', item: { ...gone, tenantId: tenantOf(gone.tenantId) } };
}

/** The same of the topic of patches. */
export function readCatalogPatch(value: Uint8Array): CatalogItemPatch {
  const patch = decodeMessage(TOPICS.catalogPatches, value);
  checkCatalogPatch(patch);
  return { ...patch, tenantId: tenantOf(patch.tenantId) };
}
