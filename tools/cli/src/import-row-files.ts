import { TOPICS } from '@stars/contracts';
import type { FileReport } from '@stars/datasets';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
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
  /** The files' column names, by the names of the import format. */
  map?: Record<string, string>;
  /** Type of events that have no column for it. */
  type?: string;
  minValue?: number;
}

/** Imports files into the folder's bus. Settings are checked before the first row is read. */
export async function importRowFiles(
  folder: DataFolder,
  options: RowFiles,
  progress: Progress,
  signal: AbortSignal,
): Promise<FileReport[]> {
  const { importFiles } = await import('@stars/datasets');
  const { items, events, users, context, impressions, timeZone, country, map, type, minValue } = options;
  if (map !== undefined) await checkMap(map);
  const before = readSettings(folder);
  const settings = checkSettings({
    ...before,
    time_zone: timeZone ?? before.time_zone,
    country: country ?? before.country,
  });
  const reports = await withBus(folder, async (bus) => {
    if (items !== undefined) settings.items_from_events = false;
    else if (events !== undefined) settings.items_from_events ??= await hasNoCatalogue(bus);
    return importFiles({
      sink: bus,
      signal,
      ...{ items, events, users, context, impressions },
      columns: { ...(map === undefined ? {} : { map }), ...(type === undefined ? {} : { type }) },
      ...(minValue === undefined ? {} : { minValue }),
      itemsFromEvents: settings.items_from_events === true,
      rejectsFolder: folder.imports,
      onProgress: ({ stage, done, total, unit }) =>
        progress.update({ label: `Import ${stage}`, done, total, detail: unit }),
    });
  });
  progress.finish();
  writeSettings(folder, settings);
  return reports;
}

async function hasNoCatalogue(bus: EventBus): Promise<boolean> {
  return [...(await bus.endOffsets(TOPICS.catalog)).values()].every((end) => end === 0);
}

/** Errors: `STARS_USAGE` for a name that no kind of row has. */
async function checkMap(map: Readonly<Record<string, string>>): Promise<void> {
  const { COLUMNS } = await import('@stars/datasets');
  const names = new Set(Object.values(COLUMNS).flatMap(({ types }) => Object.keys(types)));
  const unknown = Object.keys(map).find((name) => !names.has(name));
  if (unknown === undefined) return;
  const known = [...names].sort().join(', ');
  throw new StarsError('STARS_USAGE', `--map ${unknown}=…: the import format has no ${unknown}, only ${known}`, {
    field: 'map',
  });
}
