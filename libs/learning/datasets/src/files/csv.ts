import { StarsError } from '@stars/errors';
import { delimiterOf } from './csv-record.js';
import { type CsvRecord, CsvRecords } from './csv-records.js';
import { isObject, type RawChunk, type RawRow, type RawSource, SAMPLE_ROWS } from './source-row.js';
import { type TextEncoding, textEncodingOf } from './text-encoding.js';
import { textLines } from './text-lines.js';

interface Header {
  /** The line after which the rows begin. */
  line: number;
  delimiter: string;
  columns: readonly string[];
}

/** Rows of a CSV file with a header, separated by comma, semicolon or tab. A file without any line has no columns. */
export async function csvSource(path: string, bytes: number): Promise<RawSource> {
  const encoding = await textEncodingOf(path);
  const header = await readHeader(path, encoding);
  const notes = encoding === 'utf-8' ? [] : ['it is read as Windows-1252, because it is not UTF-8'];
  if (header?.delimiter === ';') notes.push('its cells are separated by semicolons');
  if (header?.delimiter === '\t') notes.push('its cells are separated by tabs');
  return {
    columns: header?.columns ?? [],
    sample: header ? await firstRows(path, encoding, header) : [],
    place: 'line',
    unit: 'bytes',
    total: bytes,
    notes,
    // Programs of offices separate cells by semicolons where a comma is in numbers.
    ...(header?.delimiter === ';' && { sign: ',' }),
    async *chunks() {
      if (header) yield* csvRows(path, encoding, header);
    },
  };
}

/** What Excel writes before the header, to say what separates cells. */
const EXCEL_HINT = /^sep=(.)$/;

async function readHeader(path: string, encoding: TextEncoding): Promise<Header | undefined> {
  let hinted: string | undefined;
  for await (const { lines } of textLines(path, encoding)) {
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

async function firstRows(path: string, encoding: TextEncoding, header: Header): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for await (const { rows } of csvRows(path, encoding, header)) {
    for (const { record } of rows) if (isObject(record)) found.push(record);
    if (found.length >= SAMPLE_ROWS) break;
  }
  return found.slice(0, SAMPLE_ROWS);
}

async function* csvRows(path: string, encoding: TextEncoding, header: Header): AsyncGenerator<RawChunk> {
  const records = new CsvRecords(header.delimiter);
  let done = 0;
  for await (const { lines, bytesRead } of textLines(path, encoding)) {
    const rows = lines.filter(({ number }) => number > header.line);
    done = bytesRead;
    yield { rows: records.push(rows).map((record) => csvRow(record, header.columns)), done };
  }
  yield { rows: records.end().map((record) => csvRow(record, header.columns)), done };
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
