import { mapError } from './error-mapping.js';
import type { StatementSync } from './native.js';

export type SqlValue = null | number | bigint | string | Uint8Array;

/** A prepared statement whose errors are StarsErrors. Integers come back as numbers. */
export class Statement {
  readonly #statement: StatementSync;
  readonly #path: string;

  constructor(statement: StatementSync, path: string) {
    this.#statement = statement;
    this.#path = path;
  }

  /** The first row, if there is one. The caller states the row's type, which the SQL text fixes. */
  get<T extends object>(...parameters: SqlValue[]): T | undefined {
    return this.#mapped((statement) => statement.get(...parameters) as T | undefined);
  }

  all<T extends object>(...parameters: SqlValue[]): T[] {
    return this.#mapped((statement) => statement.all(...parameters) as T[]);
  }

  /** Rows one by one; the statement is busy until the iteration ends. */
  *iterate<T extends object>(...parameters: SqlValue[]): Generator<T> {
    try {
      yield* this.#statement.iterate(...parameters) as Iterable<T>;
    } catch (error) {
      throw mapError(error, this.#path);
    }
  }

  /** Runs a statement for its effect. Returns the number of rows changed. */
  run(...parameters: SqlValue[]): number {
    return this.#mapped((statement) => statement.run(...parameters).changes as number);
  }

  #mapped<T>(work: (statement: StatementSync) => T): T {
    try {
      return work(this.#statement);
    } catch (error) {
      throw mapError(error, this.#path);
    }
  }
}
