import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBMapValue,
  type DuckDBType,
  type DuckDBValue,
  type DuckDBValueConverter,
  JSDuckDBValueConverter,
  VARCHAR,
} from '@duckdb/node-api';
import { StarsError } from '@stars/errors';

export interface DuckDbOptions {
  /** Such as `512MB`; beyond it DuckDB spills to a temporary folder. */
  memoryLimit?: string;
  threads?: number;
  /** Where the temporary folder is made; default: that of the system. */
  spillIn?: string;
}

/** A value of a column as plain JavaScript: times are Dates, 64-bit integers bigints, structs and maps objects. */
export type PlainValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | PlainValue[]
  | { [key: string]: PlainValue };

const APPENDED = { text: VARCHAR, bigint: BIGINT, double: DOUBLE, boolean: BOOLEAN };
/** The type of an appended column; each takes null too. A bigint is a `bigint` of JavaScript. */
export type AppendedType = keyof typeof APPENDED;

/** Rows of one chunk of DuckDB. */
const CHUNK_ROWS = 2048;

const DEFAULT_MEMORY_LIMIT = '768MB';

/** An in-memory DuckDB: the only place that uses its client library. Keeps nothing but the files that it is told to write. */
export class DuckDb implements AsyncDisposable {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly spillFolder: string,
  ) {}

  static async open(options: DuckDbOptions = {}): Promise<DuckDb> {
    const spillFolder = await mkdtemp(join(options.spillIn ?? tmpdir(), 'stars-duckdb-'));
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: options.memoryLimit ?? DEFAULT_MEMORY_LIMIT,
      threads: String(options.threads ?? 1),
      temp_directory: spillFolder,
      // Everything needed is built in: DuckDB must not download anything unasked, nor load what another program downloaded.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return new DuckDb(instance, connection, spillFolder);
  }

  /** Runs a statement without returning rows. */
  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** Adds rows to a table, given as columns of equal lengths. */
  async append(
    table: string,
    types: readonly AppendedType[],
    columns: readonly (readonly DuckDBValue[])[],
  ): Promise<void> {
    const appender = await this.connection.createAppender(table);
    try {
      const kinds = types.map((type) => APPENDED[type]);
      for (let at = 0; at < (columns[0]?.length ?? 0); at += CHUNK_ROWS) {
        const chunk = DuckDBDataChunk.create(kinds);
        chunk.setColumns(columns.map((column) => column.slice(at, at + CHUNK_ROWS)));
        appender.appendDataChunk(chunk);
      }
      appender.flushSync();
    } finally {
      appender.closeSync();
    }
  }

  /** All rows of a small result. */
  async rows(sql: string): Promise<Record<string, PlainValue>[]> {
    const rows: Record<string, PlainValue>[] = [];
    for await (const chunk of this.streamRows(sql)) rows.push(...chunk);
    return rows;
  }

  /** Rows as objects, in chunks of at most some 2,000. */
  async *streamRows(sql: string): AsyncGenerator<Record<string, PlainValue>[]> {
    const result = await this.connection.stream(sql);
    const names = result.columnNames();
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const rows = chunk.convertRows(plainValue);
      yield rows.map((row) => Object.fromEntries(row.map((value, i) => [names[i] as string, value])));
    }
  }

  /**
   * Columns in chunks of at most some 2,000 rows, unconverted and so fast: meant for text, integers up to
   * 32 bits (number), doubles and booleans. The caller names the types by its SELECT list.
   */
  async *streamColumns<Columns extends unknown[][]>(sql: string): AsyncGenerator<Columns> {
    const result = await this.connection.stream(sql);
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      yield chunk.getColumns() as unknown[][] as Columns;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.spillFolder, { recursive: true, force: true });
  }
}

const plainValue: DuckDBValueConverter<PlainValue> = (value: DuckDBValue, type: DuckDBType, converter) => {
  if (value instanceof DuckDBMapValue) return mapAsObject(value, type, converter);
  try {
    return (JSDuckDBValueConverter as unknown as DuckDBValueConverter<PlainValue>)(value, type, converter);
  } catch {
    // A time that no Date can hold, such as infinity: its text, so that a caller who expects a time can reject it.
    return String(value);
  }
};

function mapAsObject(map: DuckDBMapValue, type: DuckDBType, converter: DuckDBValueConverter<PlainValue>): PlainValue {
  const { valueType } = type as DuckDBType & { valueType: DuckDBType };
  return Object.fromEntries(map.entries.map(({ key, value }) => [String(key), converter(value, valueType, converter)]));
}

/** A text as an SQL literal. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as an SQL identifier. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Runs `read` and turns DuckDB's errors about the file into `STARS_UNREADABLE_FILE`. */
export async function readingFile<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw unreadableFile(path, cause);
  }
}

export function unreadableFile(path: string, cause: unknown): StarsError {
  const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
  return new StarsError('STARS_UNREADABLE_FILE', `cannot read ${path}: ${reason}`, { cause });
}
