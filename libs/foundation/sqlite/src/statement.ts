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
    try {
      return this.#statement.get(...parameters) as T | undefined;
    } catch (error) {
      throw mapError(error, this.#path);
    }
  }

  all<T extends object>(...parameters: SqlValue[]): T[] {
    try {
      return this.#statement.all(...parameters) as T[];
    } catch (error) {
      throw mapError(error, this.#path);
    }
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
    try {
      return this.#statement.run(...parameters).changes as number;
    } catch (error) {
      throw mapError(error, this.#path);
    }
  }
}
