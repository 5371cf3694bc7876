import { asBackfill, type EncodedMessage, encodeCatalogUpsert, partsOfKey, TOPICS } from '@stars/contracts';
import type { ImportRun } from '../import-sink.js';
import { publishAll } from '../publish-all.js';
import type { FileReport } from './file-report.js';

/**
 * Adds the items of events to the catalogue, for a shop without a file of items: each with only its id, as version 0.
 * @param items By `tenant/id`
 * @param isThere Whether the item is on the bus already
 */
export async function publishEventItems(
  items: Iterable<[key: string, events: number]>,
  file: string,
  run: ImportRun,
  isThere: (message: EncodedMessage) => boolean,
): Promise<FileReport> {
  let [rows, there] = [0, 0];
  function* messages(): Generator<EncodedMessage> {
    for (const [key] of items) {
      rows++;
      const { tenantId, id: itemId } = partsOfKey(key);
      const message = encodeCatalogUpsert({
        ...{ tenantId, itemId, version: 0, title: itemId, description: '', brand: '', category: [] },
        ...{ price: undefined, attributes: undefined, regions: {} },
      });
      if (isThere(message)) there++;
      else yield asBackfill(message);
    }
  }
  const { published, duplicates } = await publishAll(run, TOPICS.catalog, messages());
  const none = { rejected: 0, reasons: [], leftOut: [], columns: [], notes: [], examples: [] };
  return { kind: 'items', file, rows, published, duplicates: duplicates + there, ...none, fromEvents: true };
}
