import { isStarsError } from '@stars/errors';
import { BatchPublisher } from '../batch-publisher.js';
import type { ImportRun } from '../import-sink.js';
import type { ColumnOptions } from './column-plan.js';
import { EventItems } from './event-items.js';
import type { FileReport } from './file-report.js';
import { type OpenedFile, openRowFile } from './open-row-file.js';
import { RejectsFile } from './rejects-file.js';
import { type RowEncoder, rowEncoder } from './row-encoder.js';
import { ROW_KINDS, type RowKindName } from './row-kind.js';
import type { SourceRow } from './source-row.js';

export interface FileImport extends ImportRun, Partial<Record<RowKindName, string>> {
  /** Folder of the `rejects-<kind>.jsonl`. */
  rejectsFolder: string;
  /** How columns with other names are read. */
  columns?: ColumnOptions;
  /** Events with a value below this, or without one, are left out, such as bad ratings. */
  minValue?: number;
  /**
   * Whether items of the events are added to the catalogue, for a shop without a file of items. Their title is their id;
   * their version is 0, which any other replaces.
   */
  itemsFromEvents?: boolean;
  /** DuckDB's limit, for Parquet files. */
  memoryLimit?: string;
}

/**
 * Publishes files of items, users, context, impressions and events: JSON Lines (`.jsonl`, `.ndjson`), CSV (`.csv`,
 * `.tsv`), both also as `.gz`, or Parquet (`.parquet`). A bad row is counted and kept, and never stops the rest;
 * importing a file twice changes nothing. All files are checked before the first is imported.
 * Errors: `STARS_UNREADABLE_FILE`, `STARS_FIELD_REQUIRED` (a missing column), and errors of the sink.
 */
export async function importFiles(options: FileImport): Promise<FileReport[]> {
  const opened: OpenedFile[] = [];
  for (const kind of ROW_KINDS) {
    const path = options[kind];
    if (path !== undefined) opened.push(await openRowFile(kind, path, options.columns ?? {}, options.memoryLimit));
  }
  const items = new EventItems();
  const reports: FileReport[] = [];
  for (const file of opened) reports.push(await importFile(file, options, items));
  const events = opened.find(({ kind }) => kind === 'events');
  if (events !== undefined && options.itemsFromEvents) reports.push(await items.publish(events.path, options));
  return reports;
}

async function importFile(
  { kind, path, version, source }: OpenedFile,
  options: FileImport,
  items: EventItems,
): Promise<FileReport> {
  const encoder = rowEncoder(kind, version);
  const publisher = new BatchPublisher(options.sink, encoder.topic, options.signal);
  const rejects = await RejectsFile.begin(options.rejectsFolder, kind, path, source.place);
  const minValue = kind === 'events' ? options.minValue : undefined;
  let [rows, leftOut] = [0, 0];
  try {
    for await (const chunk of source.chunks()) {
      options.signal?.throwIfAborted();
      for (const row of chunk.rows) {
        rows++;
        const message = encoded(row, encoder, rejects);
        if (message === undefined) continue;
        if (minValue !== undefined && !(fieldOf<number>(row, 'value')! >= minValue)) {
          leftOut++;
          continue;
        }
        if (kind === 'events' && options.itemsFromEvents)
          items.add(row.value as { tenant_id?: string; item_id: string });
        if (publisher.add(message)) await publisher.flush();
      }
      await rejects.flush();
      options.onProgress?.({ stage: kind, done: chunk.done, total: source.total, unit: source.unit });
    }
    const last = encoder.end();
    if (last) publisher.add(last);
    await publisher.flush();
  } finally {
    await rejects.close();
  }
  const { published, duplicates } = publisher;
  const { renamed = {}, eventType } = source.plan ?? {};
  return {
    ...{ kind, file: path, rows, published, duplicates, rejected: rejects.count },
    ...(minValue === undefined ? {} : { leftOut }),
    ...(Object.keys(renamed).length > 0 ? { renamed } : {}),
    ...(eventType === undefined ? {} : { eventType }),
    ...(rejects.count > 0 ? { rejectsFile: rejects.path } : {}),
  };
}

const fieldOf = <T>(row: SourceRow, name: string): T | undefined =>
  (row.value as Record<string, unknown>)[name] as T | undefined;

function encoded(row: SourceRow, encoder: RowEncoder, rejects: RejectsFile) {
  try {
    if (row.error) throw row.error;
    return encoder.encode(row.value);
  } catch (error) {
    if (!isStarsError(error)) throw error;
    rejects.add(row, error);
    return undefined;
  }
}
