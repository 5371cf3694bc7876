import type { StarsError } from '@stars/errors';
import type { ColumnPlan } from './column-plan.js';

/** One row of a file: its value, or why it has none. */
export interface SourceRow {
  /** The line that it begins on, or its number in a file without lines; from 1. */
  at: number;
  /** Column to value, absent cells left out; as the import format has it, whatever the file's own format. */
  value?: unknown;
  error?: StarsError;
  /** What the file has there: a text, or an object for a file that is not text. */
  raw: unknown;
}

export interface RowChunk {
  rows: SourceRow[];
  /** How much of the file is read, in the source's unit. */
  done: number;
}

/** How a file of these columns is to be read. */
export type PlanOf = (columns: readonly string[]) => ColumnPlan;

/** A file that was found and whose columns fit. */
export interface RowSource {
  /** Absent for a file without a row. */
  plan: ColumnPlan | undefined;
  /** What `at` counts. */
  place: 'line' | 'row';
  unit: 'rows' | 'bytes';
  total: number;
  chunks(): AsyncGenerator<RowChunk>;
}
