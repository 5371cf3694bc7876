import { tmpdir } from 'node:os';
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
  INTEGER,
  JSDuckDBValueConverter,
  VARCHAR,
} from '@duckdb/node-api';
import { StarsError } from '@stars/errors';
import { openWorkFolder } from './work-folder.js';

export interface DuckDbOptions {
  /** Such as `512MB`; beyond it DuckDB spills to a temporary folder. */
  memoryLimit?: string;
  threads?: number;
  /** Ends a statement that runs, with an error. */
  signal?: AbortSignal | undefined;
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

const APPENDED = { text: VARCHAR, integer: INTEGER, bigint: BIGINT, double: DOUBLE, boolean: BOOLEAN };
/** The type of an appended column; each takes null too. A bigint is a `bigint` of JavaScript. */
export type AppendedType = keyof typeof APPENDED;

export interface AppendedColumn {
  name: string;
  type: AppendedType;
}

/** Rows of one chunk of DuckDB. */
const CHUNK_ROWS = 2048;

const DEFAULT_MEMORY_LIMIT = '768MB';

/**
 * An in-memory DuckDB: the only place that uses its client library. Keeps nothing but the files that it is told to write.
 * Errors of all calls: `STARS_DISK_FULL` if the temporary folder has no room; those of DuckDB.
 */
export class DuckDb implements AsyncDisposable {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly spillFolder: Disposable,
    private readonly unlisten: () => void,
  ) {}

  static async open(options: DuckDbOptions = {}): Promise<DuckDb> {
    const spillFolder = openWorkFolder();
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: options.memoryLimit ?? DEFAULT_MEMORY_LIMIT,
      threads: String(options.threads ?? 1),
      temp_directory: spillFolder.path,
      // Everything needed is built in: DuckDB must not download anything unasked, nor load what another program downloaded.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    const { signal } = options;
    const interrupt = (): void => connection.interrupt();
    signal?.addEventListener('abort', interrupt);
    return new DuckDb(instance, connection, spillFolder, () => signal?.removeEventListener('abort', interrupt));
  }

  /** Runs a statement without returning rows. */
  async run(sql: string): Promise<void> {
    await this.connection.run(sql).catch(withCode);
  }

  /** Makes a table for `append`. */
  async createTable(table: string, columns: readonly AppendedColumn[]): Promise<void> {
    await this.run(
      `CREATE TABLE ${table} (${columns.map(({ name, type }) => `${name} ${APPENDED[type]}`).join(', ')})`,
    );
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
    } catch (error) {
      withCode(error);
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
    for await (const { chunk, names } of this.#chunks(sql)) {
      const rows = chunk.convertRows(plainValue);
      yield rows.map((row) => Object.fromEntries(row.map((value, i) => [names[i] as string, value])));
    }
  }

  /**
   * Columns in chunks of at most some 2,000 rows, unconverted and so fast: meant for text, integers up to
   * 32 bits (number), doubles and booleans. The caller names the types by its SELECT list.
   */
  async *streamColumns<Columns extends unknown[][]>(sql: string): AsyncGenerator<Columns> {
    for await (const { chunk } of this.#chunks(sql)) yield chunk.getColumns() as unknown[][] as Columns;
  }

  async *#chunks(sql: string): AsyncGenerator<{ chunk: DuckDBDataChunk; names: string[] }> {
    const result = await this.connection.stream(sql).catch(withCode);
    const names = result.columnNames();
    for (;;) {
      const chunk = await result.fetchChunk().catch(withCode);
      if (!chunk || chunk.rowCount === 0) return;
      yield { chunk, names };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.unlisten();
    this.connection.closeSync();
    this.instance.closeSync();
    this.spillFolder[Symbol.dispose]();
  }
}

function withCode(cause: unknown): never {
  const isFull = /failed to offload|No space left/.test(String(cause));
  if (isFull) throw new StarsError('STARS_DISK_FULL', `the temporary folder ${tmpdir()} has no room`, { cause });
  throw cause;
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
