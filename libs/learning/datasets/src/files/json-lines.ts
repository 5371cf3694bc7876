import { StarsError } from '@stars/errors';
import { isObject, type RawChunk, type RawRow, type RawSource, SAMPLE_ROWS } from './source-row.js';
import { type TextEncoding, textEncodingOf } from './text-encoding.js';
import { type TextLine, textLines } from './text-lines.js';

/** Rows of a JSON Lines file: one JSON object a line; empty lines are skipped. Its first objects name its columns. */
export async function jsonLinesSource(path: string, bytes: number): Promise<RawSource> {
  const encoding = await textEncodingOf(path);
  const sample = await firstObjects(path, encoding);
  return {
    columns: [...new Set(sample.flatMap((row) => Object.keys(row)))],
    sample,
    place: 'line',
    unit: 'bytes',
    total: bytes,
    notes: encoding === 'utf-8' ? [] : ['it is read as Windows-1252, because it is not UTF-8'],
    chunks: () => jsonRows(path, encoding),
  };
}

/** Of the first chunk that has lines. */
async function firstObjects(path: string, encoding: TextEncoding): Promise<Record<string, unknown>[]> {
  for await (const { lines } of textLines(path, encoding)) {
    const found = lines.slice(0, SAMPLE_ROWS).flatMap((line) => {
      const { record } = jsonRow(line);
      return isObject(record) ? [record] : [];
    });
    if (found.length > 0 || lines.length > SAMPLE_ROWS) return found;
  }
  return [];
}

async function* jsonRows(path: string, encoding: TextEncoding): AsyncGenerator<RawChunk> {
  for await (const { lines, bytesRead } of textLines(path, encoding)) {
    const filled = lines.filter(({ text, error }) => error || text.trim() !== '');
    yield { rows: filled.map(jsonRow), done: bytesRead };
  }
}

function jsonRow({ number, text, error }: TextLine): RawRow {
  if (error) return { at: number, raw: text, error };
  try {
    return { at: number, raw: text, record: JSON.parse(text) };
  } catch (cause) {
    const problem = `the row is not JSON: ${(cause as Error).message}`;
    return { at: number, raw: text, error: new StarsError('STARS_INVALID_FIELD', problem) };
  }
}
