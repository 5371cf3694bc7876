import { asBackfill, encodeCatalogDelete, partsOfKey, TOPICS } from '@stars/contracts';
import { BatchPublisher } from '../batch-publisher.js';
import type { ImportRun } from '../import-sink.js';
import type { ItemState } from './catalogue-items.js';
import type { CheckedFile } from './check-file.js';

/** Items of the catalogue that a file of items does not have, of the tenants that it has items of. */
export function withdrawnItems(catalogue: ReadonlyMap<string, ItemState>, files: readonly CheckedFile[]): ItemState[] {
  const ids = files.find(({ file }) => file.kind === 'items')?.ids;
  if (ids === undefined) return [];
  const tenants = new Set([...ids].map((key) => partsOfKey(key).tenantId));
  return [...catalogue].flatMap(([key, item]) =>
    !item.gone && !ids.has(key) && tenants.has(item.tenantId) ? [item] : [],
  );
}

/** @param version Of the file */
export async function withdraw(
  items: readonly ItemState[],
  version: number,
  { sink, signal }: ImportRun,
): Promise<void> {
  const publisher = new BatchPublisher(sink, TOPICS.catalog, signal);
  for (const { tenantId, itemId, version: known } of items) {
    const gone = encodeCatalogDelete({ tenantId, itemId, version: Math.max(version, known) });
    if (publisher.add(asBackfill(gone))) await publisher.flush();
  }
  await publisher.flush();
}
