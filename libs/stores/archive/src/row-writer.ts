import { join } from 'node:path';
import { DuckDb, sqlText } from '@stars/duckdb';
import type { BusMessage } from '@stars/event-bus';
import { type ArchiveColumn, type ArchiveKind, type ArchiveRow, COMMON_COLUMNS, commonValues } from './archive-kind.js';

/** Rows that wait to be given to DuckDB, and bytes of their messages: items may have long texts. */
const WAITING_ROWS = 20_480;
const WAITING_BYTES = 16 * 1024 * 1024;
const MEMORY = '512MB';
/** One file of Parquet, sorted: groups small enough that a reader of one user skips most. */
export const PARQUET = 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000';

/** The rows of a tenant and UTC day. */
export interface DaysOfRows {
  tenant: string;
  day: string;
  rows: number;
  /** Their first and last time, ms. */
  from: number;
  to: number;
}

export interface WrittenFile {
  path: string;
  tenant: string;
  day: string;
  rows: number;
}

const DAY = "strftime(make_timestamp_ms(row.time), '%Y-%m-%d')";

/** What it cannot hold goes to that folder. */
export const openDuckDb = (folder: string): Promise<DuckDb> => DuckDb.open({ memoryLimit: MEMORY, spillIn: folder });

/** SQL: the rows of these files, by the names of their columns. */
export const rowsOfFiles = (paths: readonly string[]): string =>
  `read_parquet([${paths.map(sqlText).join(', ')}], union_by_name = true, hive_partitioning = false)`;

/** Makes the table `row` of what is collected. */
export async function createRowTable(db: DuckDb, columns: readonly ArchiveColumn[]): Promise<void> {
  const types = { text: 'VARCHAR', bigint: 'BIGINT', double: 'DOUBLE', boolean: 'BOOLEAN' };
  await db.run(`CREATE TABLE row (${columns.map(({ name, type }) => `${name} ${types[type]}`).join(', ')})`);
}

export async function countRows(db: DuckDb, path: string): Promise<number> {
  const [row] = await db.rows(`SELECT count(*)::DOUBLE AS n FROM read_parquet(${sqlText(path)})`);
  return Number(row!['n']);
}

/** Of rows with one identity only the first: a clause of a SELECT. @param among Columns that are part of the identity */
export function onlyOnce({ identity }: ArchiveKind, among: readonly string[] = []): string {
  if (!identity) return '';
  return `QUALIFY row_number() OVER (PARTITION BY ${[...among, identity].join(', ')} ORDER BY bus_partition, bus_offset) = 1`;
}

/** Collects rows of one kind, and writes them as Parquet files, one for each tenant and day. Memory is bounded: DuckDB spills. */
export class RowWriter implements AsyncDisposable {
  #columns: ArchiveRow['values'][];
  #rows = 0;
  #held = 0;
  #waitingBytes = 0;
  readonly #files: string[] = [];

  private constructor(
    private readonly kind: ArchiveKind,
    readonly db: DuckDb,
    private readonly folder: string,
    private readonly mostRows: number,
  ) {
    this.#columns = this.#all().map(() => []);
  }

  /** @param mostRows that are held as a table; more go to files of the folder */
  static async open(kind: ArchiveKind, folder: string, mostRows = Number.POSITIVE_INFINITY): Promise<RowWriter> {
    const writer = new RowWriter(kind, await openDuckDb(folder), folder, mostRows);
    await createRowTable(writer.db, writer.#all());
    return writer;
  }

  async add(message: BusMessage, { tenant, time, values }: ArchiveRow): Promise<void> {
    const all = [tenant, ...values, ...commonValues(message, time)];
    for (let i = 0; i < all.length; i++) this.#columns[i]!.push(all[i]!);
    this.#rows++;
    this.#waitingBytes += message.value.byteLength;
    const isMuch =
      this.#columns[0]!.length >= Math.min(WAITING_ROWS, this.mostRows) || this.#waitingBytes >= WAITING_BYTES;
    if (isMuch) await this.#flush();
  }

  /** SQL: what was added, with its columns as they were collected. Rows that wait are not among them. */
  get rowsSql(): string {
    const files = `read_parquet([${this.#files.map(sqlText).join(', ')}])`;
    return this.#files.length > 0 ? `(FROM row UNION ALL FROM ${files})` : 'row';
  }

  /** Tenants and days of the rows, in order. */
  async days(): Promise<DaysOfRows[]> {
    await this.#flush();
    const rows = await this.db.rows(`SELECT tenant, ${DAY} AS day, count(*)::DOUBLE AS n,
      min(time)::DOUBLE AS from_time, max(time)::DOUBLE AS to_time FROM ${this.rowsSql} row GROUP BY ALL ORDER BY ALL`);
    return rows.map((row) => ({
      ...{ tenant: String(row['tenant']), day: String(row['day']), rows: Number(row['n']) },
      ...{ from: Number(row['from_time']), to: Number(row['to_time']) },
    }));
  }

  /**
   * Writes files below an empty folder.
   * @param some which rows, as SQL over `row`, and what is added to their offsets
   */
  async write(folder: string, { where = 'TRUE', shift = 0 } = {}): Promise<WrittenFile[]> {
    await this.#flush();
    if (this.#rows === 0) return [];
    const { columns, order } = this.kind;
    const selected = [...columns, ...COMMON_COLUMNS].map(({ name, select = name }) => `${select} AS ${name}`);
    const files = await this.db.rows(`COPY (
      SELECT tenant, ${DAY} AS day, ${selected.join(', ')} FROM (
        SELECT * REPLACE (bus_offset + ${shift} AS bus_offset) FROM ${this.rowsSql} row WHERE ${where}
      ) row ${onlyOnce(this.kind, ['tenant'])}
      ORDER BY tenant, day, ${order}
    ) TO ${sqlText(folder)} (${PARQUET}, PARTITION_BY (tenant, day), OVERWRITE_OR_IGNORE, RETURN_STATS)`);
    const written = files.map(({ filename, count, partition_keys }): WrittenFile => {
      return { path: String(filename), rows: Number(count), ...(partition_keys as { tenant: string; day: string }) };
    });
    return written.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.db[Symbol.asyncDispose]();
  }

  #all(): ArchiveColumn[] {
    return [{ name: 'tenant', type: 'text' }, ...this.kind.columns, ...COMMON_COLUMNS];
  }

  async #flush(): Promise<void> {
    await this.db.append(
      'row',
      this.#all().map(({ type }) => type),
      this.#columns,
    );
    this.#held += this.#columns[0]!.length;
    this.#columns = this.#columns.map(() => []);
    this.#waitingBytes = 0;
    if (this.#held <= this.mostRows) return;
    const path = join(this.folder, `rows-${this.#files.length}.parquet`);
    await this.db.run(`COPY row TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`);
    await this.db.run('TRUNCATE row');
    this.#files.push(path);
    this.#held = 0;
  }
}
