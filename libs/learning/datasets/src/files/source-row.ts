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
  /** How much of the file's `total` is read. */
  done: number;
}

/** A file that can be read. */
export interface RawFile {
  /** Absent where only rows name columns. */
  columns?: readonly string[];
  /** What `at` counts. */
  place: 'line' | 'row';
  /** Its size: bytes, or rows where these can be counted at once. */
  total: number;
  /** What its numbers have before fractions, as far as its format tells. */
  sign?: DecimalSign;
  /** What a reader would not expect of the file, such as its encoding; grows as it is read. */
  notes: ReadonlySet<string>;
  /** @param only The columns that are needed, if not all are */
  chunks(only?: readonly string[]): AsyncGenerator<RawChunk>;
}

/** A file whose first rows were read. They show what its columns hold. */
export interface RawSource extends RawFile {
  columns: readonly string[];
  sample: readonly Record<string, unknown>[];
}

const SAMPLE_ROWS = 1_000;

/** Reads the first rows. */
export async function sampled(file: RawFile): Promise<RawSource> {
  const sample: Record<string, unknown>[] = [];
  for await (const { rows } of file.chunks()) {
    for (const { record } of rows) if (isObject(record) && sample.length < SAMPLE_ROWS) sample.push(record);
    if (sample.length === SAMPLE_ROWS) break;
  }
  return { ...file, sample, columns: file.columns ?? [...new Set(sample.flatMap((row) => Object.keys(row)))] };
}

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
