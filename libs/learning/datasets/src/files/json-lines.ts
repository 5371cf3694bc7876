import { StarsError } from '@stars/errors';
import type { RawFile, RawRow } from './source-row.js';
import { type TextLine, textLines } from './text-lines.js';

/** Rows of a JSON Lines file: one JSON object a line; empty lines are skipped. */
export function jsonLinesFile(path: string, bytes: number): RawFile {
  const notes = new Set<string>();
  return {
    place: 'line',
    total: bytes,
    notes,
    async *chunks() {
      for await (const { lines, bytesRead } of textLines(path, notes)) {
        const filled = lines.filter(({ text, error }) => error || text.trim() !== '');
        yield { rows: filled.map(jsonRow), done: bytesRead };
      }
    },
  };
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
