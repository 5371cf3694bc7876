import type { StarsError } from '@stars/errors';
import type { DecimalSign } from './cells/number-text.js';

/** One row of a file before its columns have a meaning: its cells by column, or the reason why it has none. */
export interface RawRow {
  /** Its first line, or its number in a file without lines; from 1. */
  at: number;
  /** Column to value; anything else only in JSON, where a row may be no object. */
  record?: unknown;
  error?: StarsError;
  /** The row as the file has it: a text, or an object for a file that is not text. */
  raw: unknown;
}

export interface RawChunk {
  rows: RawRow[];
  /** Amount of the file that is read, in the source's unit. */
  done: number;
}

/** A file that can be read. */
export interface RawSource {
  columns: readonly string[];
  /** Its first rows, at most `SAMPLE_ROWS`: what columns hold is told from them. */
  sample: readonly Record<string, unknown>[];
  /** What `at` counts. */
  place: 'line' | 'row';
  unit: 'rows' | 'bytes';
  total: number;
  /** What its numbers have before fractions, as far as its format tells. */
  sign?: DecimalSign;
  /** What a reader would not expect of the file, such as its encoding. */
  notes: readonly string[];
  /** @param only The columns that are needed, if not all are */
  chunks(only?: readonly string[]): AsyncGenerator<RawChunk>;
}

export const SAMPLE_ROWS = 1_000;

/** A row of a file in the import format, or its error. A row of a nested file can become several. */
export interface SourceRow {
  at: number;
  /** Beside an error: only what says whose row it is. */
  value?: unknown;
  error?: StarsError;
  raw: unknown;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
