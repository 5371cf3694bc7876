import { StarsError } from '@stars/errors';
import type { RowChunk, RowSource, SourceRow } from './source-row.js';
import { type TextLine, textLines } from './text-lines.js';

/** Rows of a JSON Lines file: one JSON object a line; empty lines are skipped. */
export function jsonLinesSource(path: string, bytes: number): RowSource {
  return { place: 'line', unit: 'bytes', total: bytes, chunks: () => jsonRows(path) };
}

async function* jsonRows(path: string): AsyncGenerator<RowChunk> {
  for await (const { lines, bytesRead } of textLines(path)) {
    yield { rows: lines.filter(({ text, error }) => error || text.trim() !== '').map(jsonRow), done: bytesRead };
  }
}

function jsonRow({ number, text, error }: TextLine): SourceRow {
  if (error) return { at: number, raw: text, error };
  try {
    return { at: number, raw: text, value: JSON.parse(text) };
  } catch (cause) {
    const reason = (cause as Error).message;
    return { at: number, raw: text, error: new StarsError('STARS_INVALID_FIELD', `the row is not JSON: ${reason}`) };
  }
}
