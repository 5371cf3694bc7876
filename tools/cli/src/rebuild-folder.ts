import { createLogger, createMetrics } from '@stars/platform';
import { archiveSettingsNow } from './archive-settings.js';
import { askToCountAgain, type Counted } from './count-again.js';
import type { DataFolder } from './data-folder.js';
import { modelRegistry } from './model-registry.js';
import type { Progress } from './progress.js';
import { stackConfig } from './stack-config.js';

/** How many messages of each kind were read, and what was made of them. */
export interface Rebuilt {
  /** Users whom a restored backup had brought back. */
  deletedAgain: number;
  items: number;
  features: number;
  users: number;
  events: number;
  unreadable: number;
  versions: string[];
  /** Statistics that an embedder was asked to count again. */
  statistics: Counted[];
}

const LABELS = {
  features: 'Features of items',
  users: 'Features of users',
  events: 'Histories',
  vectors: 'Vectors',
} as const;

/** Fills the stores of a data folder from the archive and the bus: each from what it is made of. */
export async function rebuildFolder(folder: DataFolder, progress: Progress, signal: AbortSignal): Promise<Rebuilt> {
  const { openArchiveIfAny, openLongLog } = await import('@stars/archive');
  const { rebuildCatalog } = await import('@stars/service-catalog');
  const { applyTombstones, rebuildStores } = await import('@stars/service-embedder');
  const { ContextFollower } = await import('@stars/inference');
  const { eventTimesOf, openStack } = await import('@stars/stack');
  const logger = createLogger('rebuild', { level: 'warn' });
  const metrics = createMetrics('rebuild', { processMetrics: false });
  const stack = await openStack(stackConfig(folder), { logger });
  try {
    const settings = await archiveSettingsNow();
    const archive = openArchiveIfAny(settings, stack.bus, folder.root);
    const deletedAgain = archive ? await applyTombstones(stack, await archive.tombstones(signal), signal) : 0;
    const log = openLongLog(settings, stack.bus, folder.root);
    const items = await rebuildCatalog(
      { ...stack, metrics },
      { log, signal, onProgress: (done) => progress.update({ label: 'Catalogue', detail: done.toLocaleString('en') }) },
    );
    const context = new ContextFollower(stack.bus, (err) => logger.warn({ err }, 'a context signal cannot be read'));
    await context.catchUp();
    const counts = await rebuildStores(
      { ...stack, context, models: await modelRegistry(folder), eventTimes: eventTimesOf(), logger, metrics },
      {
        ...{ log, signal },
        onProgress: ({ stage, done }) => progress.update({ label: LABELS[stage], detail: done.toLocaleString('en') }),
      },
    );
    // Last: while histories lacked events, live ones were counted wrongly.
    const statistics = await askToCountAgain(stack.bus);
    progress.finish();
    return { deletedAgain, items, ...counts, statistics };
  } finally {
    await stack.close();
  }
}
