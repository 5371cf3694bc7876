import { applyTombstones } from '@stars/erasure';
import { rebuildCatalog } from '@stars/service-catalog';
import { rebuildStores } from '@stars/vectors';
import { askToCountAgain } from './count-again.js';
import type { DataFolder } from './data-folder.js';
import type { Progress } from './progress.js';
import { withStores } from './with-stores.js';

/** How many messages of each kind were read, and what was made of them. */
export type Rebuilt = Awaited<ReturnType<typeof rebuildFolder>>;

const LABELS = {
  features: 'Features of items',
  users: 'Features of users',
  events: 'Histories',
  vectors: 'Vectors',
} as const;

/** Fills the stores of a data folder from the archive and the bus: each from what it is made of. */
export async function rebuildFolder(folder: DataFolder, progress: Progress, signal: AbortSignal) {
  return withStores(folder, async ({ archive, log, ...stores }) => {
    // Users whom a restored backup had brought back.
    const deletedAgain = archive ? await applyTombstones(stores, await archive.tombstones(signal), signal) : 0;
    const items = await rebuildCatalog(stores, {
      ...{ log, signal },
      onProgress: (done) => progress.update({ label: 'Catalogue', detail: done.toLocaleString('en') }),
    });
    const counts = await rebuildStores(stores, {
      ...{ log, signal },
      onProgress: ({ stage, done }) => progress.update({ label: LABELS[stage], detail: done.toLocaleString('en') }),
    });
    // Last: while histories lacked events, live ones were counted wrongly.
    const statistics = await askToCountAgain(stores.bus);
    progress.finish();
    return { deletedAgain, items, ...counts, statistics };
  });
}
