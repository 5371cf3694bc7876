import { StarsError } from '@stars/errors';
import { MAX_ROW_BYTES, type TextLine } from './text-lines.js';

export interface CsvRecord {
  /** The line that it begins on. */
  at: number;
  text: string;
  cells?: string[];
  error?: StarsError;
}

const NEVER_CLOSED = 'a quoted cell is never closed';
const GOES_ON = 'a quoted cell goes on after its closing quote';

/**
 * Parses lines to records by RFC 4180: cells between delimiters. A cell with a delimiter, a line end or a quote is in double
 * quotes, and its quotes are doubled. A quote within a cell that does not begin with one is an ordinary character. A malformed
 * quote, which is never closed or followed by more text, loses only its own line: reading continues with the next line.
 */
export class CsvRecords {
  /** The lines of the record that is open, its cells so far, and the parts of its quoted cell. */
  #pending: TextLine[] = [];
  #pendingChars = 0;
  #cells: string[] = [];
  #open: string[] | undefined;

  constructor(private readonly delimiter: string) {}

  /** The records that these lines complete. */
  push(lines: readonly TextLine[]): CsvRecord[] {
    const records: CsvRecord[] = [];
    // A stack with the next line on top: a rejected record returns all its lines except the first.
    const stack = lines.toReversed();
    for (let line = stack.pop(); line !== undefined; line = stack.pop()) {
      const record = this.#take(line);
      if (record === undefined) continue;
      records.push(record);
      const given = this.#clear();
      if (record.error) for (const again of given.slice(1).reverse()) stack.push(again);
    }
    return records;
  }

  /** The records that are left at the end of the file. */
  end(): CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.#pending.length > 0) {
      const [first, ...rest] = this.#clear();
      records.push(rejected(first!, NEVER_CLOSED), ...this.push(rest));
    }
    return records;
  }

  #take(line: TextLine): CsvRecord | undefined {
    const isFirst = this.#pending.length === 0;
    if (isFirst && line.error) return { at: line.number, text: line.text, error: line.error };
    if (isFirst && line.text.trim() === '') return undefined;
    this.#pending.push(line);
    this.#pendingChars += line.text.length + 1;
    const first = this.#pending[0]!;
    if (line.error || this.#pendingChars > MAX_ROW_BYTES) return rejected(first, NEVER_CLOSED);
    if (!this.#parse(line.text)) return rejected(first, GOES_ON);
    if (this.#open) return undefined;
    const text = isFirst ? line.text : this.#pending.map((part) => part.text).join('\n');
    return { at: first.number, text, cells: this.#cells };
  }

  /** Adds the cells of the record's next line. False if a quote is malformed. */
  #parse(line: string): boolean {
    for (let start = 0; ; ) {
      if (this.#open === undefined && line[start] !== '"') {
        const end = line.indexOf(this.delimiter, start);
        this.#cells.push(end < 0 ? line.slice(start) : line.slice(start, end));
        if (end < 0) return true;
        start = end + 1;
        continue;
      }
      const from = this.#open === undefined ? start + 1 : start;
      const close = closingQuote(line, from);
      this.#open ??= [];
      this.#open.push(close < 0 ? line.slice(from) : line.slice(from, close));
      if (close < 0) return true;
      this.#cells.push(this.#open.join('\n').replaceAll('""', '"'));
      this.#open = undefined;
      if (close + 1 === line.length) return true;
      if (line[close + 1] !== this.delimiter) return false;
      start = close + 2;
    }
  }

  /** Forgets the record, and returns its lines. */
  #clear(): TextLine[] {
    const lines = this.#pending;
    this.#pending = [];
    this.#pendingChars = 0;
    this.#cells = [];
    this.#open = undefined;
    return lines;
  }
}

function closingQuote(line: string, from: number): number {
  let quote = line.indexOf('"', from);
  while (quote >= 0 && line[quote + 1] === '"') quote = line.indexOf('"', quote + 2);
  return quote;
}

const rejected = ({ number, text }: TextLine, reason: string): CsvRecord => ({
  ...{ at: number, text },
  error: new StarsError('STARS_INVALID_FIELD', `the row is not CSV: ${reason}`),
});
