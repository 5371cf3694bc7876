import type { ColumnOptions, FileImport, ImportRecord, ImportReport } from '@stars/datasets';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { tenantNow } from '@stars/stack';
import type { DataFolder } from './data-folder.js';
import { eventClock } from './event-clock.js';
import { openImportTarget } from './import-target.js';
import { withBus } from './open-bus.js';
import type { Progress } from './progress.js';
import { checkSettings, readSettings, type Settings, writeSettings } from './settings.js';

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
  /** Other values for some of the files', by column. */
  mapValue?: Record<string, Record<string, string>>;
  /** Type of events that have no column for it. */
  type?: string;
  minValue?: number;
  variants?: 'one' | 'several';
  replace?: boolean;
  dryRun?: boolean;
  allowRejects?: boolean;
  /** Rows of a Parquet file that goes to the archive (default: `BULK_ROWS`). */
  bulkRows?: number;
}

/** Imports files into the folder's bus. Settings are checked before the first row is read. */
export async function importRowFiles(
  folder: DataFolder,
  options: RowFiles,
  progress: Progress,
  signal: AbortSignal,
): Promise<ImportReport> {
  const { importFiles, readRecords, versionsAbove } = await import('@stars/datasets');
  const { items, events, users, context, impressions, minValue } = options;
  await checkMaps(options);
  const before = readSettings(folder);
  const settings = settingsAfter(before, options);
  const report = await withBus(folder, async (bus) => {
    const records = await readRecords(bus);
    const broken = records.filter(({ state }) => state === 'running');
    if (items !== undefined) settings.items_from_events = false;
    else if (events !== undefined) {
      settings.items_from_events ??= broken.some(tookItemsFromEvents) || (await hasNoCatalogue(bus));
    }
    const run: FileImport = {
      sink: bus,
      signal,
      clock: eventClock(),
      tenant: tenantNow(),
      ...{ items, events, users, context, impressions },
      columns: columnOptions(options, settings),
      ...{ replace: options.replace === true, allowRejects: options.allowRejects === true },
      ...(minValue === undefined ? {} : { minValue }),
      itemsFromEvents: settings.items_from_events === true,
      rejectsFolder: folder.imports,
      versions: versionsAbove(records),
      onProgress: ({ stage, done, total, unit }) =>
        progress.update({ label: `Import ${stage}`, done, total, detail: unit }),
    };
    if (options.dryRun) return importFiles({ ...run, dryRun: true });
    return recorded(bus, { before, after: settings }, async (importId, onStore) => {
      await using target = await openImportTarget(folder, bus, options, progress, signal);
      const stored = await importFiles({
        ...{ ...run, sink: target.sink, importId },
        onStore: async () => onStore(await target.isArchive()),
      });
      const ids = broken.map(({ id }) => id);
      if (stored.id !== undefined) await target.finish(importId, ids);
      return stored;
    });
  });
  progress.finish();
  if (report.refused === undefined && !options.dryRun) writeSettings(folder, settings);
  return report;
}

const settingsAfter = (before: Settings, { timeZone, country }: RowFiles): Settings =>
  checkSettings({ ...before, time_zone: timeZone ?? before.time_zone, country: country ?? before.country });

/** Remembers an import on the bus from its first message on, so that it can be taken back even if it breaks off. */
async function recorded(
  bus: EventBus,
  settings: { before: Settings; after: Settings },
  work: (importId: string, onStore: (archived: boolean) => Promise<void>) => Promise<ImportReport>,
): Promise<ImportReport> {
  const { newImportId, writeRecord } = await import('@stars/datasets');
  const now = Date.now();
  let record: ImportRecord = {
    ...{ id: newImportId(now, Math.random()), time: new Date(now).toISOString(), state: 'running' as const },
    ...{ files: [], settings },
  };
  let stores = false;
  const onStore = (archived: boolean): Promise<void> => {
    stores = true;
    if (archived) record = { ...record, archived };
    return writeRecord(bus, record);
  };
  const report = await work(record.id, onStore).catch((error: unknown) => {
    const how = `Import the files again to store the rest, or take back what is there: ./stars imports undo ${record.id}`;
    if (stores) process.stderr.write(`\nImport ${record.id} broke off. ${how}\n`);
    throw error;
  });
  if (report.id === undefined) return report;
  const files = report.files.map(({ kind, file, rows, published, duplicates, rejected, kinds }) => ({
    ...{ kind, file, rows, published, duplicates, rejected },
    ...(kinds && { kinds }),
  }));
  await writeRecord(bus, { ...record, state: 'stored', files });
  return report;
}

function columnOptions(
  { map, mapValue: mapValues, type, variants }: RowFiles,
  { time_zone, kinds }: Settings,
): ColumnOptions {
  return {
    timeZone: time_zone,
    ...(map && { map }),
    ...(mapValues && { mapValues }),
    ...(kinds && { kinds }),
    ...(type && { type }),
    ...(variants && { variants }),
  };
}

/** It may have stored some of the items when it broke off. */
const tookItemsFromEvents = ({ settings }: ImportRecord): boolean =>
  (settings?.after as Settings | undefined)?.items_from_events === true;

/** Also of a shop whose items were all taken back. */
async function hasNoCatalogue(bus: EventBus): Promise<boolean> {
  const { readItems } = await import('@stars/datasets');
  return [...(await readItems(bus)).values()].every(({ gone }) => gone);
}

/** Errors: `STARS_USAGE` for a name that no kind of row has, and for a type that is none. */
async function checkMaps({ map = {}, mapValue = {} }: RowFiles): Promise<void> {
  const { COLUMNS, EVENT_MEANINGS } = await import('@stars/datasets');
  const names = new Set(Object.values(COLUMNS).flatMap(({ types }) => Object.keys(types)));
  const unknown = Object.keys(map).find((name) => !names.has(name));
  if (unknown !== undefined) {
    const known = [...names].sort().join(', ');
    throw new StarsError('STARS_USAGE', `--map ${unknown}=…: the import format has no ${unknown}, only ${known}`, {
      field: 'map',
    });
  }
  const kinds: readonly string[] = EVENT_MEANINGS;
  const bad = Object.entries(mapValue['type'] ?? {}).find(([, to]) => !kinds.includes(to));
  if (bad !== undefined) {
    throw new StarsError('STARS_USAGE', `--map-value type.${bad.join('=')}: a type is one of ${kinds.join(', ')}`, {
      field: 'map-value',
    });
  }
}
