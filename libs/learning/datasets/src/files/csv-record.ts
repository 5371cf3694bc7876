/** State of a record; `open` if a quoted cell continues on the next line. */
type CsvParse = { state: 'complete'; cells: string[] } | { state: 'open' } | { state: 'malformed'; reason: string };

/**
 * Parses one record, line by line, by RFC 4180: cells between delimiters. A cell with a delimiter, a line end or a quote
 * is in double quotes, and its quotes are doubled. A quote within a cell that does not begin with one is an ordinary
 * character.
 */
export class CsvRecordParser {
  #cells: string[] = [];
  /** The lines of the quoted cell that is open. */
  #open: string[] | undefined;

  constructor(private readonly delimiter: string) {}

  /** Takes the next line of the record, without its line end. */
  push(line: string): CsvParse {
    let start = 0;
    if (this.#open === undefined) this.#cells = [];
    for (;;) {
      if (this.#open === undefined && line[start] !== '"') {
        const end = line.indexOf(this.delimiter, start);
        this.#cells.push(end < 0 ? line.slice(start) : line.slice(start, end));
        if (end < 0) return { state: 'complete', cells: this.#cells };
        start = end + 1;
        continue;
      }
      const from = this.#open === undefined ? start + 1 : start;
      this.#open ??= [];
      const close = closingQuote(line, from);
      this.#open.push(close < 0 ? line.slice(from) : line.slice(from, close));
      if (close < 0) return { state: 'open' };
      this.#cells.push(this.#open.join('\n').replaceAll('""', '"'));
      this.#open = undefined;
      if (close + 1 === line.length) return { state: 'complete', cells: this.#cells };
      if (line[close + 1] !== this.delimiter) {
        return { state: 'malformed', reason: 'a quoted cell goes on after its closing quote' };
      }
      start = close + 2;
    }
  }

  /** Forgets a record that was left open. */
  reset(): void {
    this.#open = undefined;
  }
}

function closingQuote(line: string, from: number): number {
  let quote = line.indexOf('"', from);
  while (quote >= 0 && line[quote + 1] === '"') quote = line.indexOf('"', quote + 2);
  return quote;
}

/** The delimiter that a header uses: the most frequent of comma, semicolon and tab. */
export function delimiterOf(header: string): string {
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}
