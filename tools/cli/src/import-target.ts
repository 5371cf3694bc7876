import { TOPICS } from '@stars/contracts';
import type { ImportSink } from '@stars/datasets';
import type { EventBus } from '@stars/event-bus';
import { archiveIfAny } from './archive-settings.js';
import { BulkSink } from './bulk-sink.js';
import { askToCountAgain } from './count-again.js';
import type { DataFolder } from './data-folder.js';
import { itemsHandled } from './items-handled.js';
import { importSink } from './paced-sink.js';
import type { Progress } from './progress.js';
import { withStores } from './with-stores.js';

/** Where an import of files goes. */
interface ImportTarget extends AsyncDisposable {
  sink: ImportSink;
  /** Whether rows of the files go to the archive. Call it once the files are checked. */
  isArchive(): Promise<boolean>;
  /**
   * Brings what is in the archive into profiles and statistics; what is on the bus comes there by itself.
   * @param broken imports that broke off: the same file brings nothing but what they brought
   */
  finish(importId: string, broken: readonly string[]): Promise<void>;
}

/** Paths, and how many rows make a file large. */
interface TargetFiles {
  items?: string;
  events?: string;
  impressions?: string;
  bulkRows?: number;
}

export async function openImportTarget(
  folder: DataFolder,
  bus: EventBus,
  { events, impressions, items, bulkRows }: TargetFiles,
  progress: Progress,
  signal: AbortSignal,
): Promise<ImportTarget> {
  const paced = await importSink(folder, bus, signal);
  const archive = await archiveIfAny(folder, bus);
  if (archive === undefined) {
    return {
      sink: paced,
      isArchive: async () => false,
      finish: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
  const sink = new BulkSink(paced, archive, {
    files: { [TOPICS.interactions]: events, [TOPICS.impressions]: impressions },
    onStore: () => progress.update({ label: 'Import: write the archive' }),
    ...{ bulkRows, signal },
  });
  return {
    sink,
    isArchive: () => sink.isBulk(),
    async finish(importId, broken) {
      const events = sink.archived.get(TOPICS.interactions);
      const imports = events === undefined ? [] : [...broken, ...(events > 0 ? [importId] : [])];
      if (imports.length === 0) return;
      // Vectors of users are made of what services know of the items.
      if (items !== undefined) await itemsHandled(bus, signal);
      await addToProfiles(folder, imports, progress, signal);
    },
    [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
  };
}

async function addToProfiles(
  folder: DataFolder,
  imports: readonly string[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { addImported } = await import('@stars/service-embedder');
  await withStores(folder, async ({ archive: _, log, ...stores }) => {
    await addImported(stores, {
      ...{ log, imports, signal },
      onProgress: (events) => progress.update({ label: 'Profiles', detail: events.toLocaleString('en') }),
    });
    // Last: the histories did not tell what was a first purchase.
    await askToCountAgain(stores.bus);
  });
}
