import { StarsError } from '@stars/errors';
import { type CsvRecord, CsvRecords } from './csv-records.js';
import type { RawFile, RawRow } from './source-row.js';
import { textLines } from './text-lines.js';

interface Header {
  /** The line after which the rows begin. */
  line: number;
  delimiter: string;
  columns: readonly string[];
}

/** Rows of a CSV file with a header, separated by comma, semicolon or tab. A file without any line has no columns. */
export async function csvFile(path: string, bytes: number): Promise<RawFile> {
  const notes = new Set<string>();
  const header = await readHeader(path, notes);
  if (header?.delimiter === ';') notes.add('its cells are separated by semicolons');
  if (header?.delimiter === '\t') notes.add('its cells are separated by tabs');
  return {
    columns: header?.columns ?? [],
    place: 'line',
    total: bytes,
    notes,
    // Programs of offices separate cells by semicolons where a comma is in numbers.
    ...(header?.delimiter === ';' && { sign: ',' }),
    async *chunks() {
      if (!header) return;
      const records = new CsvRecords(header.delimiter);
      const rowOf = (record: CsvRecord): RawRow => csvRow(record, header.columns);
      let done = 0;
      for await (const { lines, bytesRead } of textLines(path, notes)) {
        done = bytesRead;
        yield { rows: records.push(lines.filter(({ number }) => number > header.line)).map(rowOf), done };
      }
      yield { rows: records.end().map(rowOf), done };
    },
  };
}

/** What Excel writes before the header, to say what separates cells. */
const EXCEL_HINT = /^sep=(.)$/;

async function readHeader(path: string, notes: Set<string>): Promise<Header | undefined> {
  let hinted: string | undefined;
  for await (const { lines } of textLines(path, notes)) {
    for (const line of lines) {
      if (line.text.trim() === '') continue;
      if (line.error)
        throw new StarsError('STARS_UNREADABLE_FILE', `${path}: its header cannot be read`, { cause: line.error });
      const hint = EXCEL_HINT.exec(line.text)?.[1];
      if (hint !== undefined) {
        hinted = hint;
        continue;
      }
      const delimiter = hinted ?? delimiterOf(line.text);
      const [record] = new CsvRecords(delimiter).push([line]);
      if (!record?.cells) throw new StarsError('STARS_UNREADABLE_FILE', `${path}: its header is not CSV`);
      const columns = record.cells.map((cell) => cell.trim());
      const twice = columns.find((name, i) => columns.indexOf(name) !== i && name !== '');
      if (twice !== undefined) throw new StarsError('STARS_UNREADABLE_FILE', `${path} has two columns ${twice}`);
      return { line: line.number, delimiter, columns };
    }
  }
  return undefined;
}

function csvRow({ at, text, cells, error }: CsvRecord, columns: readonly string[]): RawRow {
  if (!cells) return { at, raw: text, ...(error && { error }) };
  if (cells.length !== columns.length) {
    const problem = `the row has ${cells.length} cells, but the header has ${columns.length}`;
    return { at, raw: text, error: new StarsError('STARS_INVALID_FIELD', problem) };
  }
  const record: Record<string, unknown> = {};
  for (let i = 0; i < cells.length; i++) if (cells[i] !== '') record[columns[i]!] = cells[i];
  return { at, raw: text, record };
}

/** The delimiter that a header uses: the most frequent of comma, semicolon and tab. */
function delimiterOf(header: string): string {
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}
