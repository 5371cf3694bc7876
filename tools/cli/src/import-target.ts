import type { Archive } from '@stars/archive';
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
  /** Brings what went to the archive into profiles and statistics; what is on the bus comes there by itself. */
  finish(): Promise<void>;
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
    async finish() {
      // Also if all events were there already: the import that brought them may have broken off before this.
      if (!sink.archived.has(TOPICS.interactions)) return;
      // Vectors of users are made of what services know of the items.
      if (items !== undefined) await itemsHandled(bus, signal);
      await addToProfiles(folder, archive, progress, signal);
    },
    [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
  };
}

async function addToProfiles(
  folder: DataFolder,
  archive: Archive,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { addImported } = await import('@stars/vectors');
  await withStores(folder, async ({ archive: _, log, ...stores }) => {
    await addImported(stores, {
      ...{ archive, log, signal },
      onProgress: (events) => progress.update({ label: 'Profiles', detail: events.toLocaleString('en') }),
      // The histories did not tell what was a first purchase.
      onAdded: () => askToCountAgain(stores.bus),
    });
  });
}
