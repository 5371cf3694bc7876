import { asBackfill, encodeCatalogUpsert, TOPICS, tenantOf } from '@stars/contracts';
import { BatchPublisher } from '../batch-publisher.js';
import type { ImportRun } from '../import-sink.js';
import type { FileReport } from './file-report.js';

/** Collects the items of events, for a shop without a file of items. */
export class EventItems {
  readonly #idsOf = new Map<string, Set<string>>();

  /** @param event A valid row of the import format. */
  add({ tenant_id: tenant = '', item_id: itemId }: { tenant_id?: string; item_id: string }): void {
    const tenantId = tenantOf(tenant);
    const ids = this.#idsOf.get(tenantId);
    if (ids) ids.add(itemId);
    else this.#idsOf.set(tenantId, new Set([itemId]));
  }

  /** Adds each to the catalogue with only its id, as version 0. */
  async publish(file: string, { sink, signal }: ImportRun): Promise<FileReport> {
    const publisher = new BatchPublisher(sink, TOPICS.catalog, signal);
    let rows = 0;
    for (const [tenantId, ids] of this.#idsOf) {
      for (const itemId of ids) {
        rows++;
        const message = encodeCatalogUpsert({
          ...{ tenantId, itemId, version: 0, title: itemId, description: '', brand: '', category: [] },
          ...{ price: undefined, attributes: undefined, regions: {} },
        });
        if (publisher.add(asBackfill(message))) await publisher.flush();
      }
    }
    await publisher.flush();
    const { published, duplicates } = publisher;
    return { kind: 'items', file, rows, published, duplicates, rejected: 0, fromEvents: true };
  }
}
