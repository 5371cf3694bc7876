import { access, constants, stat } from 'node:fs/promises';
import { unreadableFile } from '@stars/duckdb';
import { StarsError } from '@stars/errors';
import type { ColumnOptions } from './column-options.js';
import { ColumnPlan } from './column-plan.js';
import { csvFile } from './csv.js';
import { type ExportRecipe, recipeFor } from './export-recipes.js';
import { jsonLinesFile } from './json-lines.js';
import { parquetFile } from './parquet.js';
import { checkColumns } from './required-columns.js';
import type { RowKindName } from './row-kind.js';
import { isObject, type RawFile, type RawRow, type RawSource, type SourceRow, sampled } from './source-row.js';
import { xmlFeedFile } from './xml-feed.js';

/** A file that exists and has the required columns. */
export interface OpenedFile {
  kind: RowKindName;
  path: string;
  /** Time of the file's last change, ms since 1970. */
  version: number;
  source: RawSource;
  /** Undefined for rows that are one row of the import format each. */
  recipe: ExportRecipe | undefined;
  /** Absent for a file without a row. */
  plan: ColumnPlan | undefined;
}

/**
 * Detects a file's format by its extension and its source by its columns, and checks that it has the columns of its kind.
 * Errors: `STARS_UNREADABLE_FILE`, `STARS_FIELD_REQUIRED`.
 */
export async function openRowFile(
  kind: RowKindName,
  path: string,
  options: ColumnOptions,
  memoryLimit?: string,
): Promise<OpenedFile> {
  const { size, mtimeMs } = await fileStat(path);
  const source = await sampled(await fileByExtension(path, size, memoryLimit));
  const recipe = recipeFor(kind, source);
  const opened = { kind, path, version: Math.floor(mtimeMs), source, recipe };
  // A file without any row is empty, which is no error.
  if (source.columns.length === 0) return { ...opened, plan: undefined };
  const plan = planOf(opened, options);
  checkColumns(plan, path);
  return { ...opened, plan };
}

function planOf({ kind, source, recipe }: Omit<OpenedFile, 'plan'>, options: ColumnOptions): ColumnPlan {
  const { columns, sample, sign } = source;
  if (recipe === undefined) return new ColumnPlan(kind, columns, options, { sample, sign });
  const { gives, flat, reads = [], orders, variants } = recipe;
  const rows = recipe.begin();
  const given = flat ? [...new Set([...gives, ...columns])] : gives;
  const plan = new ColumnPlan(
    kind,
    given,
    { ...(variants && { variants }), ...options },
    { sample: sample.flatMap((record) => rows(record)), sign, orders },
  );
  plan.leave(columns.filter((column) => !reads.includes(column)));
  return plan;
}

/**
 * A name that is wrong must not give way to a guess.
 * Errors: `STARS_FIELD_REQUIRED` for a column of the options that no file has.
 */
export function checkMappedColumns(
  files: readonly OpenedFile[],
  { map = {}, mapValues = {} }: ColumnOptions = {},
): void {
  const plans = files.flatMap(({ plan }) => plan ?? []);
  // Rows that come later may have other columns.
  if (plans.length < files.length) return;
  const has = (column: string): boolean => plans.some(({ roles }) => roles.has(column));
  const isNamed = (name: string): boolean => plans.some((plan) => plan.has(name));
  const fail = (column: string, what: string, field: string): never => {
    throw new StarsError('STARS_FIELD_REQUIRED', `no file has a column ${column}, ${what}`, { field });
  };
  for (const [name, column] of Object.entries(map))
    if (!has(column)) fail(column, `which ${name} was said to be`, name);
  for (const column of Object.keys(mapValues))
    if (!has(column) && !isNamed(column)) fail(column, 'whose values were to be mapped', column);
}

/** Turns rows of the file into rows of the import format. Call it for each file anew, in the order of its rows. */
export function rowReader({ plan, recipe }: Pick<OpenedFile, 'plan' | 'recipe'>): (row: RawRow) => SourceRow[] {
  const rowsOf = recipe?.begin() ?? ((record: Record<string, unknown>) => [record]);
  return ({ at, raw, record, error }) => {
    if (error || plan === undefined || !isObject(record))
      return [{ at, raw, ...(error ? { error } : { value: record }) }];
    return rowsOf(record).map((part) => readRow(at, raw, part, plan));
  };
}

function readRow(at: number, raw: unknown, record: Record<string, unknown>, plan: ColumnPlan): SourceRow {
  try {
    return { at, raw, value: plan.row(record) };
  } catch (error) {
    if (error instanceof StarsError) return { at, raw, value: plan.owner(record), error };
    throw error;
  }
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

async function fileByExtension(path: string, size: number, memoryLimit?: string): Promise<RawFile> {
  const name = path.toLowerCase();
  if (/\.(jsonl|ndjson|json)(\.gz)?$/.test(name)) return jsonLinesFile(path, size);
  if (/\.(csv|tsv|inter|item|user)(\.gz)?$/.test(name)) return csvFile(path, size);
  if (/\.xml(\.gz)?$/.test(name)) return xmlFeedFile(path, size);
  if (/\.(parquet|pq)$/.test(name)) return parquetFile(path, memoryLimit);
  const formats = '.jsonl, .ndjson, .csv, .tsv, .xml (these also .gz) or .parquet';
  throw new StarsError('STARS_UNREADABLE_FILE', `cannot tell what ${path} is: its name must end in ${formats}`);
}
