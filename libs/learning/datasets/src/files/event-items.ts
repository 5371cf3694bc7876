import { asBackfill, encodeCatalogUpsert, partsOfKey, TOPICS } from '@stars/contracts';
import { BatchPublisher } from '../batch-publisher.js';
import type { ImportRun } from '../import-sink.js';
import type { FileReport } from './file-report.js';
import type { PublishOptions } from './publish-file.js';

/** The items of events, for a shop without a file of items. */
export class EventItems {
  /** @param keys Of the items, `tenant/id` */
  constructor(private readonly keys: Iterable<string>) {}

  /** Adds each to the catalogue with only its id, as version 0 or, after such an import was taken back, above. */
  async publish(
    file: string,
    { sink, signal }: ImportRun,
    version = 0,
    { mark = (message) => message, isThere = () => false }: PublishOptions = {},
  ): Promise<FileReport> {
    const publisher = new BatchPublisher(sink, TOPICS.catalog, signal);
    let [rows, there] = [0, 0];
    for (const key of this.keys) {
      rows++;
      const { tenantId, id: itemId } = partsOfKey(key);
      const message = encodeCatalogUpsert({
        ...{ tenantId, itemId, version, title: itemId, description: '', brand: '', category: [] },
        ...{ price: undefined, attributes: undefined, regions: {} },
      });
      if (isThere(message)) there++;
      else if (publisher.add(mark(asBackfill(message)))) await publisher.flush();
    }
    await publisher.flush();
    const { published, duplicates } = publisher;
    const none = { rejected: 0, reasons: [], leftOut: [], columns: [], notes: [], examples: [] };
    return { kind: 'items', file, rows, published, duplicates: duplicates + there, ...none, fromEvents: true };
  }
}
