import { StarsError } from '@stars/errors';
import { plainName, SYNONYMS, TYPE_SYNONYMS } from './column-synonyms.js';
import { timeValue } from './epoch-time.js';
import { COLUMNS, type ColumnType, type RowKindName } from './row-kind.js';

export interface ColumnOptions {
  /** The format's column names to the file's. */
  map?: Readonly<Record<string, string>>;
  /** The type of every event of a file without a column of types (default `purchase`). */
  type?: string;
}

/** Role of a file's column: one of the format's or, in a file of users, a feature. */
export interface ColumnRole {
  name: string;
  type: ColumnType;
  feature?: boolean;
}

export const DEFAULT_EVENT_TYPE = 'purchase';

/** How the columns of one file are read: the role of each in the import format, and defaults for missing ones. */
export class ColumnPlan {
  /** By column of the file, in its order; undefined if it is not read. */
  readonly roles: readonly (ColumnRole | undefined)[];
  /** Renamed columns: the file's name to the format's. */
  readonly renamed: Readonly<Record<string, string>>;
  /** The type that every event gets if the file has none. */
  readonly eventType: string | undefined;
  readonly #untitled: boolean;
  readonly #found: ReadonlySet<string>;
  readonly #byColumn: ReadonlyMap<string, ColumnRole>;

  constructor(
    readonly kind: RowKindName,
    readonly columns: readonly string[],
    options: ColumnOptions = {},
  ) {
    const { types } = COLUMNS[kind];
    const source = sourcesOf(kind, columns, options.map ?? {});
    const has = (name: string): boolean => source.has(name);
    this.eventType = kind === 'events' && !has('type') ? (options.type ?? DEFAULT_EVENT_TYPE) : undefined;
    this.#untitled = kind === 'items' && !has('title');
    const flatUsers = kind === 'users' && !has('features');
    this.#found = new Set([...source.keys(), ...(flatUsers ? ['features'] : [])]);
    const target = new Map([...source].map(([name, column]) => [column, name]));
    this.renamed = Object.fromEntries([...target].filter(([column, name]) => column !== name));
    this.roles = columns.map((column) => {
      const name = target.get(column);
      if (name !== undefined) return { name, type: types[name] as ColumnType };
      return flatUsers && column !== ''
        ? { name: column.replace(/:\w+$/, ''), type: 'text', feature: true }
        : undefined;
    });
    this.#byColumn = new Map(columns.flatMap((column, i) => (this.roles[i] ? [[column, this.roles[i]]] : [])));
  }

  /** Errors: `STARS_FIELD_REQUIRED` if a required column of the kind is missing. */
  check(path: string): void {
    const missing = COLUMNS[this.kind].required.filter((name) => !this.#found.has(name));
    if (missing.length === 0) return;
    const has = this.columns.slice(0, 40).join(', ').slice(0, 500) || 'none';
    const what = `${path} has no column ${missing.join(', ')}, which ${this.kind} must have; its columns are: ${has}`;
    const how = `if one of them is meant, say so: --map ${missing[0]}=COLUMN`;
    throw new StarsError('STARS_FIELD_REQUIRED', `${what}; ${how}`, { field: missing[0] });
  }

  /** A JSON object as a row; unknown columns stay unchanged. */
  object(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const entries: [ColumnRole, unknown][] = [];
    const rest: Record<string, unknown> = {};
    for (const [column, value] of Object.entries(row)) {
      const role = this.#byColumn.get(column) ?? this.#formatRole(column);
      if (role) entries.push([role, value]);
      else rest[column] = value;
    }
    return { ...rest, ...this.row(entries) };
  }

  /** A row of the import format from values by role. Errors: `STARS_INVALID_FIELD`, `STARS_INVALID_TIME`. */
  row(entries: Iterable<readonly [ColumnRole, unknown]>): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    const features: Record<string, unknown> = {};
    for (const [{ name, type, feature }, value] of entries) {
      if (value === undefined || value === null) continue;
      if (feature) features[name] = featureValue(value);
      else row[name] = plainValue(value, type, name);
    }
    if (Object.keys(features).length > 0) row['features'] = features;
    if (this.kind === 'users') row['features'] ??= {};
    if (typeof row['type'] === 'string') row['type'] = TYPE_SYNONYMS[plainName(row['type'])] ?? row['type'];
    if (this.eventType !== undefined) row['type'] ??= this.eventType;
    if (this.#untitled) row['title'] ??= row['item_id'];
    return row;
  }

  /** A row may have a column of the format that the file's first row lacks. */
  #formatRole(column: string): ColumnRole | undefined {
    const type = COLUMNS[this.kind].types[column];
    return type === undefined || Object.values(this.renamed).includes(column) ? undefined : { name: column, type };
  }
}

/** The format's column names to the file's: the configured name, else the format's own, else a synonym. */
function sourcesOf(
  kind: RowKindName,
  columns: readonly string[],
  map: Readonly<Record<string, string>>,
): Map<string, string> {
  const sources = new Map<string, string>();
  const plain = new Map<string, string>();
  for (const column of columns.toReversed()) plain.set(plainName(column), column);
  const free = (column: string | undefined): column is string =>
    column !== undefined && ![...sources.values()].includes(column);
  for (const name of Object.keys(COLUMNS[kind].types)) {
    if (map[name] !== undefined && columns.includes(map[name])) sources.set(name, map[name]);
  }
  for (const name of Object.keys(COLUMNS[kind].types)) {
    if (!sources.has(name) && columns.includes(name) && free(name)) sources.set(name, name);
  }
  for (const [name, synonyms] of Object.entries(SYNONYMS[kind])) {
    if (sources.has(name)) continue;
    const found = [plainName(name), ...synonyms].map((synonym) => plain.get(synonym)).find(free);
    if (found !== undefined) sources.set(name, found);
  }
  return sources;
}

/** Ids written as numbers are texts, times written as numbers are times. */
function plainValue(value: unknown, type: ColumnType, column: string): unknown {
  if (type === 'time') return timeValue(value, column);
  if (type !== 'text') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'number') return value;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    const what = `${column} is a number of more digits than can be read exactly: write it as a text`;
    throw new StarsError('STARS_INVALID_FIELD', what, { field: column });
  }
  return String(value);
}

/** A feature from a text: a number if it is one. */
function featureValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return value;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : value;
}
