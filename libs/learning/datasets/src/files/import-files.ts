import { CatalogChange, type EncodedMessage, type EventClock, eventClock } from '@stars/contracts';
import type { ImportRun, ImportSink } from '../import-sink.js';
import { type ItemState, readItems } from './catalogue-items.js';
import { type CheckedFile, checkFile } from './check-file.js';
import type { ColumnOptions } from './column-options.js';
import { publishEventItems } from './event-items.js';
import { fileReport, type KnownIds } from './file-notes.js';
import type { FileReport, ImportReport } from './file-report.js';
import { checkMappedColumns, type OpenedFile, openRowFile } from './open-row-file.js';
import { publishFile } from './publish-file.js';
import { refusal } from './refusal.js';
import { ROW_KINDS, type RowKindName } from './row-kind.js';
import { withdraw, withdrawnItems } from './withdrawn-items.js';

export interface FileImport extends ImportRun, Partial<Record<RowKindName, string>> {
  /** Folder of the `rejects-<kind>.jsonl`, and of messages that wait to be stored. */
  rejectsFolder: string;
  /** How columns with other names are read. */
  columns?: ColumnOptions;
  /** Events with a value below this, or without one, are left out, such as bad ratings. */
  minValue?: number;
  /**
   * Whether items of the events are added to the catalogue, for a shop without a file of items: with what the events say of them. Their
   * version is 0, which any other replaces.
   */
  itemsFromEvents?: boolean;
  /** Whether files are stored although more than 5% of the rows are rejected, or most of the catalogue would be withdrawn. */
  allowRejects?: boolean;
  /** Called once all files are good, before the first message is stored, with titles and categories of the first items. */
  onStore?: (texts: readonly string[]) => void | Promise<void>;
  /** Whether items that the file of items does not have leave the catalogue. */
  replace?: boolean;
  /** Whether files are only checked. */
  dryRun?: boolean;
  /** DuckDB's limit, for Parquet files. */
  memoryLimit?: string;
  /** What times of events and pages are checked against (default: the machine's clock, and `EVENT_TIME_BOUNDS`). */
  clock?: EventClock;
  /** Tenant of rows that name none (default: `DEFAULT_TENANT`). */
  tenant?: string;
}

/**
 * Imports files of items, users, context, impressions and events: JSON Lines (`.jsonl`, `.ndjson`), CSV (`.csv`, `.tsv`), feeds of
 * items in XML (`.xml`), all these also as `.gz`, or Parquet (`.parquet`). All rows of all files are checked before the first is stored.
 * Bad rows are counted and kept; if they are more than 5% of a file, nothing is stored. Importing a file twice changes nothing.
 * Errors: `STARS_UNREADABLE_FILE`, `STARS_FIELD_REQUIRED` (a missing column), and errors of the sink.
 */
export async function importFiles(options: FileImport): Promise<ImportReport> {
  await using waiting = new AsyncDisposableStack();
  const files = await checkFiles(options, waiting);
  const needsItems = files.some(({ file }) => file.kind === 'items' || file.kind === 'events');
  const catalogue = needsItems ? await readItems(options.sink) : new Map<string, ItemState>();
  const known = knownIds(catalogue, files);
  const withdrawn = options.replace ? withdrawnItems(catalogue, files) : [];
  const refused = options.allowRejects ? undefined : refusal(files, catalogue, options.replace === true);
  if (refused !== undefined || options.dryRun) {
    const reports: FileReport[] = [];
    for (const file of files) {
      const { joined } = await publishFile(file, { sink: NOWHERE });
      reports.push(fileReport(file, known, { joined, withdrawn: withdrawn.length }));
    }
    return { ...(refused !== undefined && { refused }), files: reports };
  }
  await options.onStore?.(files.flatMap(({ texts }) => texts));
  return { files: await store(files, options, { catalogue, known, withdrawn }) };
}

const NOWHERE: ImportSink = { publish: async () => ({ appended: 0, duplicates: 0 }) };

async function checkFiles(options: FileImport, waiting: AsyncDisposableStack): Promise<CheckedFile[]> {
  const opened: OpenedFile[] = [];
  for (const kind of ROW_KINDS) {
    const path = options[kind];
    if (path !== undefined) opened.push(await openRowFile(kind, path, options.columns ?? {}, options.memoryLimit));
  }
  checkMappedColumns(opened, options.columns);
  const clock = eventClock();
  const checked: CheckedFile[] = [];
  for (const file of opened) checked.push(await checkFile(file, { clock, ...options }, waiting));
  return checked;
}

function knownIds(catalogue: ReadonlyMap<string, ItemState>, files: readonly CheckedFile[]): KnownIds {
  const keysOf = (kind: string): Set<string> | undefined => files.find(({ file }) => file.kind === kind)?.ids;
  const there = [...catalogue].flatMap(([key, { gone }]) => (gone ? [] : [key]));
  const items = new Set([...there, ...(keysOf('items') ?? [])]);
  return { items: items.size === 0 ? undefined : items, users: keysOf('users') };
}

interface Shop {
  catalogue: ReadonlyMap<string, ItemState>;
  known: KnownIds;
  withdrawn: readonly ItemState[];
}

async function store(
  files: readonly CheckedFile[],
  options: FileImport,
  { catalogue, known, withdrawn }: Shop,
): Promise<FileReport[]> {
  const items = files.find(({ file }) => file.kind === 'items');
  let older = 0;
  const isThere = ({ key, id, value }: EncodedMessage): boolean => {
    const known = catalogue.get(key);
    if (known === undefined || known.id === id) return known !== undefined;
    const isOlder = known.version > versionOf(value);
    if (isOlder) older++;
    return isOlder;
  };
  const reports: FileReport[] = [];
  for (const file of files) {
    const published = await publishFile(file, options, file === items ? isThere : undefined);
    if (file === items) await withdraw(withdrawn, items.file.version, options);
    const ofItems = file === items ? { withdrawn: withdrawn.length, older } : {};
    reports.push(fileReport(file, known, { ...published, ...ofItems }));
  }
  const events = files.find(({ file }) => file.kind === 'events');
  const said = events?.findings?.said;
  if (said) {
    const { file, findings } = events;
    const keys = [...findings!.items.byKey()].map(([key]) => key);
    reports.push(await publishEventItems({ keys, said, catalogue, isThere }, file.path, options));
  }
  return reports;
}

const versionOf = (value: Uint8Array): number => CatalogChange.decode(value).change?.value.version ?? 0;
