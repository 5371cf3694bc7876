import { asBackfill, encodeCatalogDelete, partsOfKey, TOPICS } from '@stars/contracts';
import type { ImportRun } from '../import-sink.js';
import { publishAll } from '../publish-all.js';
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
export async function withdraw(items: readonly ItemState[], version: number, run: ImportRun): Promise<void> {
  const gone = items.map(({ version: known, tenantId, itemId }) =>
    asBackfill(encodeCatalogDelete({ tenantId, itemId, version: Math.max(version, known) })),
  );
  await publishAll(run, TOPICS.catalog, gone);
}
