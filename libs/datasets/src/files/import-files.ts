import { isStarsError } from '@stars/errors';
import { BatchPublisher } from '../batch-publisher.js';
import type { ImportRun } from '../import-sink.js';
import { type OpenedFile, openRowFile } from './open-row-file.js';
import { RejectsFile } from './rejects-file.js';
import { type RowEncoder, rowEncoder } from './row-encoder.js';
import { ROW_KINDS, type RowKindName } from './row-kind.js';
import type { SourceRow } from './source-row.js';

export interface FileImport extends ImportRun, Partial<Record<RowKindName, string>> {
  /** Where `rejects-<kind>.jsonl` go. */
  rejectsFolder: string;
  /** DuckDB's, for Parquet files. */
  memoryLimit?: string;
}

export interface FileReport {
  kind: RowKindName;
  file: string;
  /** Rows read, the rejected ones too. */
  rows: number;
  /** Messages now on the bus because of this import; context rows on single items share messages. */
  published: number;
  /** Messages that were on the bus already. */
  duplicates: number;
  rejected: number;
  /** Where the rejected rows are, if there are any. */
  rejectsFile?: string;
}

/**
 * Publishes files of items, users, context, impressions and events: JSON Lines (`.jsonl`, `.ndjson`), CSV (`.csv`,
 * `.tsv`), both also as `.gz`, or Parquet (`.parquet`). A bad row is counted and kept, and never stops the rest;
 * importing a file twice changes nothing. All files are looked at before the first is imported.
 * Errors: `STARS_UNREADABLE_FILE`, `STARS_FIELD_REQUIRED` (a missing column), and whatever the sink says.
 */
export async function importFiles(options: FileImport): Promise<FileReport[]> {
  const opened: OpenedFile[] = [];
  for (const kind of ROW_KINDS) {
    const path = options[kind];
    if (path !== undefined) opened.push(await openRowFile(kind, path, options.memoryLimit));
  }
  const reports: FileReport[] = [];
  for (const file of opened) reports.push(await importFile(file, options));
  return reports;
}

async function importFile({ kind, path, version, source }: OpenedFile, options: FileImport): Promise<FileReport> {
  const encoder = rowEncoder(kind, version);
  const publisher = new BatchPublisher(options.sink, encoder.topic, options.signal);
  const rejects = await RejectsFile.begin(options.rejectsFolder, kind, path, source.place);
  let rows = 0;
  try {
    for await (const chunk of source.chunks()) {
      options.signal?.throwIfAborted();
      for (const row of chunk.rows) {
        rows++;
        const message = encoded(row, encoder, rejects);
        if (message && publisher.add(message)) await publisher.flush();
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
  const report = { kind, file: path, rows, published, duplicates, rejected: rejects.count };
  return rejects.count > 0 ? { ...report, rejectsFile: rejects.path } : report;
}

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
