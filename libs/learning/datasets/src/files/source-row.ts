import { isStarsError, type StarsError } from '@stars/errors';
import type { ColumnPlan } from './column-plan.js';

/** One row of a file: its value, or the reason why it has none. */
export interface SourceRow {
  /** Its first line, or its number in a file without lines; from 1. */
  at: number;
  /** Column to value, without absent cells; in the import format, whatever the file's own format. */
  value?: unknown;
  error?: StarsError;
  /** The raw row: a text, or an object for a file that is not text. */
  raw: unknown;
}

/** The row with what `read` returns, or with its error. */
export function sourceRow(at: number, raw: unknown, read: () => unknown): SourceRow {
  try {
    return { at, raw, value: read() };
  } catch (error) {
    if (isStarsError(error)) return { at, raw, error };
    throw error;
  }
}

export interface RowChunk {
  rows: SourceRow[];
  /** Amount of the file that is read, in the source's unit. */
  done: number;
}

/** How a file with these columns is read. */
export type PlanOf = (columns: readonly string[]) => ColumnPlan;

/** A file that exists and has the required columns. */
export interface RowSource {
  /** Absent for a file without a row. */
  plan: ColumnPlan | undefined;
  /** What `at` counts. */
  place: 'line' | 'row';
  unit: 'rows' | 'bytes';
  total: number;
  chunks(): AsyncGenerator<RowChunk>;
}
