import { isStarsError } from '@stars/errors';
import { DuckDb, type PlainValue, readingFile, sqlName, sqlText, unreadableFile } from '../duckdb.js';
import { COLUMNS, type ColumnType, checkColumns, type RowKindName } from './row-kind.js';
import type { RowChunk, RowSource, SourceRow } from './source-row.js';
import { typedCell } from './typed-cell.js';

/**
 * Rows of a Parquet file. Ids may be integers; nested columns lists, structs, maps or JSON text.
 * Errors: `STARS_UNREADABLE_FILE`, `STARS_FIELD_REQUIRED` where a column is missing.
 */
export async function parquetSource(kind: RowKindName, path: string, memoryLimit?: string): Promise<RowSource> {
  const table = `read_parquet(${sqlText(path)}, binary_as_string = true)`;
  await using db = await DuckDb.open({ memoryLimit });
  const described = await readingFile(path, () => db.rows(`DESCRIBE SELECT * FROM ${table}`));
  const [count] = await readingFile(path, () => db.rows(`SELECT count(*)::DOUBLE AS n FROM ${table}`));
  const names = described.map((column) => String(column['column_name']));
  checkColumns(kind, names, path);
  const { types } = COLUMNS[kind];
  const known = names.filter((name) => types[name] !== undefined);
  const sql = `SELECT ${known.map(sqlName).join(', ')} FROM ${table}`;
  const total = Number(count?.['n']);
  return { place: 'row', unit: 'rows', total, chunks: () => parquetRows(sql, path, types, memoryLimit) };
}

async function* parquetRows(
  sql: string,
  path: string,
  types: Readonly<Record<string, ColumnType>>,
  memoryLimit?: string,
): AsyncGenerator<RowChunk> {
  await using db = await DuckDb.open({ memoryLimit });
  const chunks = db.streamRows(sql);
  let done = 0;
  for (;;) {
    const { value: chunk, done: ended } = await readingFile(path, () => chunks.next());
    if (ended) return;
    const rows = chunk.map((raw, i) => parquetRow(done + i + 1, raw, types));
    done += chunk.length;
    yield { rows, done };
  }
}

function parquetRow(
  at: number,
  raw: Record<string, PlainValue>,
  types: Readonly<Record<string, ColumnType>>,
): SourceRow {
  try {
    const value: Record<string, unknown> = {};
    for (const [name, cell] of Object.entries(raw)) value[name] = importValue(cell, types[name] as ColumnType, name);
    return { at, raw, value };
  } catch (error) {
    if (isStarsError(error)) return { at, raw, error };
    throw unreadableFile(`row ${at}`, error);
  }
}

/** A cell as the import format has it: a column's type says what a text stands for, and that ids are texts. */
function importValue(cell: PlainValue, type: ColumnType, column: string): unknown {
  if (cell === null) return undefined;
  if (typeof cell === 'string') return typedCell(cell, type, column);
  if (type === 'time') return cell;
  if (type === 'text' && (typeof cell === 'bigint' || typeof cell === 'number')) return String(cell);
  return jsonValue(cell);
}

function jsonValue(value: PlainValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return value.map(jsonValue);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, jsonValue(entry)]));
}
