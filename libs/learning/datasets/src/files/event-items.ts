import { asBackfill, type EncodedMessage, encodeCatalogUpsert, partsOfKey, TOPICS } from '@stars/contracts';
import { BatchPublisher } from '../batch-publisher.js';
import type { ImportRun } from '../import-sink.js';
import type { FileReport } from './file-report.js';

/**
 * Adds the items of events to the catalogue, for a shop without a file of items: each with only its id, as version 0.
 * @param keys Of the items, `tenant/id`
 * @param isThere Whether the item is on the bus already
 */
export async function publishEventItems(
  keys: Iterable<string>,
  file: string,
  { sink, signal }: ImportRun,
  isThere: (message: EncodedMessage) => boolean,
): Promise<FileReport> {
  const publisher = new BatchPublisher(sink, TOPICS.catalog, signal);
  let [rows, there] = [0, 0];
  for (const key of keys) {
    rows++;
    const { tenantId, id: itemId } = partsOfKey(key);
    const message = encodeCatalogUpsert({
      ...{ tenantId, itemId, version: 0, title: itemId, description: '', brand: '', category: [] },
      ...{ price: undefined, attributes: undefined, regions: {} },
    });
    if (isThere(message)) there++;
    else if (publisher.add(asBackfill(message))) await publisher.flush();
  }
  await publisher.flush();
  const { published, duplicates } = publisher;
  const none = { rejected: 0, reasons: [], leftOut: [], columns: [], notes: [], examples: [] };
  return { kind: 'items', file, rows, published, duplicates: duplicates + there, ...none, fromEvents: true };
}
