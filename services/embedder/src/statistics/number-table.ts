import { type AppendedColumn, type AppendedType, DuckDb } from '@stars/duckdb';

/** Of one table; the rest is on the disk. */
const MEMORY = '256MB';
/** Rows that wait to be given to DuckDB, which takes them at once. */
const WAITING_ROWS = 2048;

/** Rows of numbers that are sorted on the disk: memory is the same for any number of them. */
export class NumberTable implements AsyncDisposable {
  readonly #columns: AppendedColumn[];
  /** Absent until there are rows. */
  #db: DuckDb | undefined;
  #waiting: number[][];

  /** @param columns In the order of their values @param signal Ends what runs, with an error */
  constructor(
    columns: Readonly<Record<string, AppendedType>>,
    private readonly signal?: AbortSignal,
  ) {
    this.#columns = Object.entries(columns).map(([name, type]) => ({ name, type }));
    this.#waiting = this.#columns.map(() => []);
  }

  /** `flush` before too many wait. */
  add(...values: number[]): void {
    for (let i = 0; i < values.length; i++) this.#waiting[i]!.push(values[i]!);
  }

  async flush(atLeast = WAITING_ROWS): Promise<void> {
    if (this.#waiting[0]!.length < atLeast) return;
    this.#db ??= await this.#open();
    const types = this.#columns.map(({ type }) => type);
    await this.#db.append('row', types, this.#waiting);
    this.#waiting = this.#waiting.map(() => []);
  }

  async #open(): Promise<DuckDb> {
    const db = await DuckDb.open({ memoryLimit: MEMORY, signal: this.signal });
    await db.createTable('row', this.#columns);
    return db;
  }

  /** Chunks of columns. @param sql SELECT over `row`; its `rowid` is in order of arrival */
  async *read<Columns extends number[][]>(sql: string): AsyncGenerator<Columns> {
    await this.flush(1);
    if (this.#db) yield* this.#db.streamColumns<Columns>(sql);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#db?.[Symbol.asyncDispose]();
  }
}
