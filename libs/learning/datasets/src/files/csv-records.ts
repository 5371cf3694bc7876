import { StarsError } from '@stars/errors';
import { CsvRecordParser } from './csv-record.js';
import { MAX_ROW_BYTES, type TextLine } from './text-lines.js';

export interface CsvRecord {
  /** The line that it begins on. */
  at: number;
  text: string;
  cells?: string[];
  error?: StarsError;
}

const NEVER_CLOSED = 'a quoted cell is never closed';

/**
 * Joins lines to records if a quoted cell spans several. A malformed quote, which is never closed or followed by more
 * text, loses only its own line: reading continues with the next line.
 */
export class CsvRecords {
  readonly #parser: CsvRecordParser;
  /** The lines of the record that is open. */
  #pending: TextLine[] = [];
  #pendingChars = 0;

  constructor(delimiter: string) {
    this.#parser = new CsvRecordParser(delimiter);
  }

  /** The records that these lines complete. */
  push(lines: readonly TextLine[]): CsvRecord[] {
    const records: CsvRecord[] = [];
    // A stack with the next line on top: a rejected record returns all its lines except the first.
    const stack = lines.toReversed();
    for (let line = stack.pop(); line !== undefined; line = stack.pop()) {
      const record = this.#take(line);
      if (record === undefined) continue;
      records.push(record);
      const given = this.#pending;
      this.#clear();
      if (record.error) for (const again of given.slice(1).reverse()) stack.push(again);
    }
    return records;
  }

  /** The records that are left at the end of the file. */
  end(): CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.#pending.length > 0) {
      const [first, ...rest] = this.#pending as [TextLine, ...TextLine[]];
      this.#clear();
      records.push(rejected(first, NEVER_CLOSED), ...this.push(rest));
    }
    return records;
  }

  #take(line: TextLine): CsvRecord | undefined {
    const isFirst = this.#pending.length === 0;
    if (isFirst && line.error) return { at: line.number, text: line.text, error: line.error };
    if (isFirst && line.text.trim() === '') return undefined;
    this.#pending.push(line);
    this.#pendingChars += line.text.length + 1;
    const first = this.#pending[0] as TextLine;
    if (line.error || this.#pendingChars > MAX_ROW_BYTES) return rejected(first, NEVER_CLOSED);
    const parse = this.#parser.push(line.text);
    if (parse.state === 'open') return undefined;
    if (parse.state === 'malformed') return rejected(first, parse.reason);
    const text = isFirst ? line.text : this.#pending.map((part) => part.text).join('\n');
    return { at: first.number, text, cells: parse.cells };
  }

  #clear(): void {
    this.#pending = [];
    this.#pendingChars = 0;
    this.#parser.reset();
  }
}

function rejected(first: TextLine, reason: string): CsvRecord {
  return {
    at: first.number,
    text: first.text,
    error: new StarsError('STARS_INVALID_FIELD', `the row is not CSV: ${reason}`),
  };
}
