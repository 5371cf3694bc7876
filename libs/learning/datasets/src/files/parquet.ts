import { DuckDb, type PlainValue, readingFile, sqlName, sqlText, unreadableFile } from '@stars/duckdb';
import type { RawChunk, RawFile } from './source-row.js';

/**
 * Rows of a Parquet file. Ids may be integers; nested columns lists, structs, maps or JSON text. Times without a zone stay
 * texts without an offset.
 * Errors: `STARS_UNREADABLE_FILE`.
 */
export async function parquetFile(path: string, memoryLimit?: string): Promise<RawFile> {
  const table = `read_parquet(${sqlText(path)}, binary_as_string = true)`;
  await using db = await DuckDb.open({ memoryLimit });
  const described = await readingFile(path, () => db.rows(`DESCRIBE SELECT * FROM ${table}`));
  const [count] = await readingFile(path, () => db.rows(`SELECT count(*)::DOUBLE AS n FROM ${table}`));
  const types = new Map(described.map((column) => [String(column['column_name']), String(column['column_type'])]));
  const columns = [...types.keys()];
  const query = (names: readonly string[]): string =>
    `SELECT ${names.map((name) => selected(name, types.get(name))).join(', ')} FROM ${table}`;
  return {
    columns,
    place: 'row',
    total: Number(count?.['n']),
    notes: new Set(),
    // Without a column the rows would not even be counted.
    chunks: (only = columns) => parquetRows(query(only.length > 0 ? only : columns), path, memoryLimit),
  };
}

/** Errors: `STARS_UNREADABLE_FILE`. */
export async function rowsOfParquet(path: string): Promise<number> {
  await using db = await DuckDb.open();
  const sql = `SELECT count(*)::DOUBLE AS n FROM read_parquet(${sqlText(path)})`;
  const [count] = await readingFile(path, () => db.rows(sql));
  return Number(count!['n']);
}

/** What the clock on the wall showed has no offset, and DuckDB's client would make it UTC. */
const selected = (name: string, type: string | undefined): string =>
  type === 'DATE' || /^TIMESTAMP(_S|_MS|_NS)?$/.test(type ?? '')
    ? `CAST(${sqlName(name)} AS VARCHAR) AS ${sqlName(name)}`
    : sqlName(name);

async function* parquetRows(sql: string, path: string, memoryLimit?: string): AsyncGenerator<RawChunk> {
  await using db = await DuckDb.open({ memoryLimit });
  const chunks = db.streamRows(sql);
  let done = 0;
  for (;;) {
    const { value: chunk, done: ended } = await readingFile(path, () => chunks.next());
    if (ended) return;
    const rows = chunk.map((raw, i) => ({ at: done + i + 1, raw, record: rowOf(path, done + i + 1, raw) }));
    done += chunk.length;
    yield { rows, done };
  }
}

function rowOf(path: string, at: number, raw: Record<string, PlainValue>): Record<string, unknown> {
  try {
    return recordOf(raw);
  } catch (error) {
    throw unreadableFile(`${path}, row ${at}`, error);
  }
}

/** Cells without those that are absent. Numbers, bigints and times stay: columns of ids and of times read them their own way. */
function recordOf(raw: Record<string, PlainValue>): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [name, cell] of Object.entries(raw)) {
    if (cell === null || cell === '') continue;
    record[name] = typeof cell === 'object' && !(cell instanceof Date) ? jsonValue(cell) : cell;
  }
  return record;
}

function jsonValue(value: PlainValue): unknown {
  // An id within a list must not lose digits.
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return value.map(jsonValue);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, jsonValue(entry)]));
}
