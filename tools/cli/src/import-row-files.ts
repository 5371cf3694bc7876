import type { FileReport } from '@stars/datasets';
import type { DataFolder } from './data-folder.js';
import { withBus } from './open-bus.js';
import type { Progress } from './progress.js';
import { checkSettings, readSettings, writeSettings } from './settings.js';

export interface RowFiles {
  items?: string;
  events?: string;
  users?: string;
  context?: string;
  impressions?: string;
  timeZone?: string;
  country?: string;
}

/** Imports anybody's files into the folder's bus; settings are checked before the first row is read. */
export async function importRowFiles(
  folder: DataFolder,
  options: RowFiles,
  progress: Progress,
  signal: AbortSignal,
): Promise<FileReport[]> {
  const { importFiles } = await import('@stars/datasets');
  const { items, events, users, context, impressions, timeZone, country } = options;
  const before = readSettings(folder);
  const settings = checkSettings({ time_zone: timeZone ?? before.time_zone, country: country ?? before.country });
  const reports = await withBus(folder, (sink) =>
    importFiles({
      sink,
      signal,
      ...{ items, events, users, context, impressions },
      rejectsFolder: folder.imports,
      onProgress: ({ stage, done, total, unit }) =>
        progress.update({ label: `Import ${stage}`, done, total, detail: unit }),
    }),
  );
  progress.finish();
  writeSettings(folder, settings);
  return reports;
}
