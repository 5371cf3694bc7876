import { isStarsError } from '@stars/errors';
import { DuckDb, type PlainValue, readingFile, sqlName, sqlText, unreadableFile } from '../duckdb.js';
import type { ColumnPlan, ColumnRole } from './column-plan.js';
import type { ColumnType } from './row-kind.js';
import type { PlanOf, RowChunk, RowSource, SourceRow } from './source-row.js';
import { typedCell } from './typed-cell.js';

/**
 * Rows of a Parquet file. Ids may be integers; nested columns lists, structs, maps or JSON text.
 * Errors: `STARS_UNREADABLE_FILE`, `STARS_FIELD_REQUIRED` if a column is missing.
 */
export async function parquetSource(path: string, planOf: PlanOf, memoryLimit?: string): Promise<RowSource> {
  const table = `read_parquet(${sqlText(path)}, binary_as_string = true)`;
  await using db = await DuckDb.open({ memoryLimit });
  const described = await readingFile(path, () => db.rows(`DESCRIBE SELECT * FROM ${table}`));
  const [count] = await readingFile(path, () => db.rows(`SELECT count(*)::DOUBLE AS n FROM ${table}`));
  const names = described.map((column) => String(column['column_name']));
  const plan = planOf(names);
  plan.check(path);
  const known = names.filter((_, i) => plan.roles[i] !== undefined);
  const sql = `SELECT ${known.map(sqlName).join(', ')} FROM ${table}`;
  const total = Number(count?.['n']);
  const roles = new Map(names.map((name, i) => [name, plan.roles[i]]));
  return { place: 'row', unit: 'rows', total, plan, chunks: () => parquetRows(sql, path, plan, roles, memoryLimit) };
}

async function* parquetRows(
  sql: string,
  path: string,
  plan: ColumnPlan,
  roles: ReadonlyMap<string, ColumnRole | undefined>,
  memoryLimit?: string,
): AsyncGenerator<RowChunk> {
  await using db = await DuckDb.open({ memoryLimit });
  const chunks = db.streamRows(sql);
  let done = 0;
  for (;;) {
    const { value: chunk, done: ended } = await readingFile(path, () => chunks.next());
    if (ended) return;
    const rows = chunk.map((raw, i) => parquetRow(done + i + 1, raw, plan, roles));
    done += chunk.length;
    yield { rows, done };
  }
}

function parquetRow(
  at: number,
  raw: Record<string, PlainValue>,
  plan: ColumnPlan,
  roles: ReadonlyMap<string, ColumnRole | undefined>,
): SourceRow {
  try {
    const entries: [ColumnRole, unknown][] = [];
    for (const [name, cell] of Object.entries(raw)) {
      const role = roles.get(name);
      if (role) entries.push([role, importValue(cell, role.type, role.name)]);
    }
    return { at, raw, value: plan.row(entries) };
  } catch (error) {
    if (isStarsError(error)) return { at, raw, error };
    throw unreadableFile(`row ${at}`, error);
  }
}

/** A cell for the column plan: the column's type decides how a text is read. */
function importValue(cell: PlainValue, type: ColumnType, column: string): unknown {
  if (cell === null) return undefined;
  if (typeof cell === 'string') return typedCell(cell, type, column);
  // Numbers in columns of times and ids need their own conversion.
  if (type === 'time' || typeof cell === 'bigint' || typeof cell === 'number') return numberOf(cell, type);
  return jsonValue(cell);
}

const numberOf = (cell: PlainValue, type: ColumnType): PlainValue =>
  type === 'number' && typeof cell === 'bigint' ? Number(cell) : cell;

function jsonValue(value: PlainValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value)) return value.map(jsonValue);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, jsonValue(entry)]));
}
