import { TOPICS } from '@stars/contracts';
import type { BusMessage } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
import { chunks, type Metrics } from '@stars/platform';
import type { VectorIndex } from '@stars/vector-index';
import { CatalogIndexer } from './catalog-indexer.js';

/** Changes that are stored at a time. */
const CHANGES_A_WRITE = 1000;

export interface RebuildCatalogOptions {
  /** Topics from their beginning. */
  log: { read(options: { topic: string; signal?: AbortSignal }): AsyncIterable<BusMessage[]> };
  /** @param done changes so far */
  onProgress?: (done: number) => void;
  signal?: AbortSignal;
}

/**
 * Makes the catalogue again from the changes of items. Indexers may work at the same time: the newest version of each item stays.
 * Returns how many changes there were. Errors: those of the store and of the log; `signal`'s reason.
 */
export async function rebuildCatalog(
  { catalog, vectors, metrics }: { catalog: ItemCatalog; vectors: VectorIndex; metrics: Metrics },
  { log, onProgress, signal }: RebuildCatalogOptions,
): Promise<number> {
  const indexer = new CatalogIndexer(catalog, vectors, metrics);
  let done = 0;
  for (const topic of [TOPICS.catalog, TOPICS.catalogPatches]) {
    for await (const messages of log.read({ topic, ...(signal ? { signal } : {}) })) {
      for (const some of chunks(messages, CHANGES_A_WRITE)) {
        signal?.throwIfAborted();
        await indexer.apply(some);
      }
      done += messages.length;
      onProgress?.(done);
    }
  }
  return done;
}
