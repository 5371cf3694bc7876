import { access, constants, stat } from 'node:fs/promises';
import { StarsError } from '@stars/errors';
import { unreadableFile } from '../duckdb.js';
import { type ColumnOptions, ColumnPlan } from './column-plan.js';
import { csvSource } from './csv.js';
import { jsonLinesSource } from './json-lines.js';
import { parquetSource } from './parquet.js';
import type { RowKindName } from './row-kind.js';
import type { PlanOf, RowSource } from './source-row.js';

export interface OpenedFile {
  kind: RowKindName;
  path: string;
  /** Time of the file's last change, ms since 1970. */
  version: number;
  source: RowSource;
}

/**
 * Detects a file's format by its extension, and checks that it has the columns of its kind.
 * Errors: `STARS_UNREADABLE_FILE`, `STARS_FIELD_REQUIRED`.
 */
export async function openRowFile(
  kind: RowKindName,
  path: string,
  columns: ColumnOptions,
  memoryLimit?: string,
): Promise<OpenedFile> {
  const { size, mtimeMs } = await fileStat(path);
  const planOf: PlanOf = (names) => new ColumnPlan(kind, names, columns);
  const source = await sourceByExtension(path, size, planOf, memoryLimit);
  return { kind, path, version: Math.floor(mtimeMs), source };
}

async function fileStat(path: string) {
  try {
    await access(path, constants.R_OK);
    const found = await stat(path);
    if (!found.isFile()) throw new Error('it is not a file');
    return found;
  } catch (cause) {
    throw unreadableFile(path, cause);
  }
}

async function sourceByExtension(path: string, size: number, planOf: PlanOf, memoryLimit?: string): Promise<RowSource> {
  const name = path.toLowerCase();
  if (/\.(jsonl|ndjson)(\.gz)?$/.test(name)) return jsonLinesSource(path, size, planOf);
  if (/\.(csv|tsv|inter|item|user)(\.gz)?$/.test(name)) return csvSource(path, size, planOf);
  if (/\.(parquet|pq)$/.test(name)) return parquetSource(path, planOf, memoryLimit);
  const formats = '.jsonl, .ndjson, .csv, .tsv (these also .gz) or .parquet';
  throw new StarsError('STARS_UNREADABLE_FILE', `cannot tell what ${path} is: its name must end in ${formats}`);
}
