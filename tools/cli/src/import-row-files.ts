import { resolve } from 'node:path';
import { EVENT_MEANINGS } from '@stars/contracts';
import type { FileImport, ImportReport } from '@stars/datasets';
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
  /** Of tags: one that ships, or the path of a file. */
  vocabulary?: string;
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

/** What an import did, and the settings of the folder afterwards. */
export interface FolderImport extends ImportReport {
  settings: Settings;
  /** The share of the products that name a kind of the vocabulary, if the import chose it. */
  vocabularyShare?: number;
}

/** Imports files into the folder's bus. Settings are checked before the first row is read. */
export async function importRowFiles(
  folder: DataFolder,
  options: RowFiles,
  progress: Progress,
  signal: AbortSignal,
): Promise<FolderImport> {
  const { importFiles } = await import('@stars/datasets');
  const { items, events, users, context, impressions, map, mapValue: mapValues, type, variants, minValue } = options;
  await checkMaps(options);
  const settings = await settingsAfter(readSettings(folder), options);
  let vocabularyShare: number | undefined;
  const report = await withBus(folder, async (bus) => {
    if (items !== undefined) settings.items_from_events = false;
    else if (events !== undefined) settings.items_from_events ??= await hasNoCatalogue(bus);
    const run: FileImport = {
      sink: bus,
      signal,
      clock: eventClock(),
      tenant: tenantNow(),
      ...{ items, events, users, context, impressions },
      columns: {
        ...{ timeZone: settings.time_zone, kinds: settings.kinds, map, mapValues, type },
        // If nobody says it, the tool that the file comes from does.
        ...(variants && { variants }),
      },
      ...{ replace: options.replace === true, allowRejects: options.allowRejects === true },
      minValue,
      itemsFromEvents: settings.items_from_events === true,
      rejectsFolder: folder.imports,
      onProgress: ({ stage, rows, share }) =>
        progress.update({ label: `Import ${stage}`, done: rows, share, detail: 'rows' }),
    };
    if (options.dryRun) return importFiles({ ...run, dryRun: true });
    await using target = await openImportTarget(folder, bus, options, progress, signal);
    // Before the first message: if the import breaks off, the next one goes on with the same settings.
    const onStore = async (texts: readonly string[]): Promise<void> => {
      if (settings.vocabulary === undefined && texts.length > 0) {
        const { chooseVocabulary } = await import('@stars/text');
        ({ name: settings.vocabulary, share: vocabularyShare } = await chooseVocabulary(texts));
      }
      writeSettings(folder, settings);
    };
    const stored = await importFiles({ ...run, sink: target.sink, onStore });
    if (stored.refused === undefined) await target.finish();
    return stored;
  });
  progress.finish();
  return { ...report, settings, ...(vocabularyShare === undefined ? {} : { vocabularyShare }) };
}

/** Errors: `STARS_CONFIG_INVALID`; those of `loadVocabulary`. */
async function settingsAfter(before: Settings, { timeZone, country, vocabulary }: RowFiles): Promise<Settings> {
  const given = { ...(timeZone && { time_zone: timeZone }), ...(country && { country }) };
  if (vocabulary === undefined) return checkSettings({ ...before, ...given });
  const { loadVocabulary, VOCABULARIES } = await import('@stars/text');
  await loadVocabulary(vocabulary);
  return checkSettings({
    ...before,
    ...given,
    vocabulary: VOCABULARIES.has(vocabulary) ? vocabulary : resolve(vocabulary),
  });
}

/** Also of a shop whose items are all gone. */
async function hasNoCatalogue(bus: EventBus): Promise<boolean> {
  const { readItems } = await import('@stars/datasets');
  return [...(await readItems(bus)).values()].every(({ gone }) => gone);
}

/** Errors: `STARS_USAGE` for a name that no kind of row has, and for a type that is none. */
async function checkMaps({ map = {}, mapValue = {} }: RowFiles): Promise<void> {
  const { COLUMNS } = await import('@stars/datasets');
  const names = new Set(Object.values(COLUMNS).flatMap(({ columns }) => Object.keys(columns)));
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
