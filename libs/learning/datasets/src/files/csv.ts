import { StarsError } from '@stars/errors';
import type { ColumnPlan, ColumnRole } from './column-plan.js';
import { delimiterOf } from './csv-record.js';
import { type CsvRecord, CsvRecords } from './csv-records.js';
import { type PlanOf, type RowChunk, type RowSource, type SourceRow, sourceRow } from './source-row.js';
import { textLines } from './text-lines.js';
import { typedCell } from './typed-cell.js';

interface Header {
  /** The line after which the rows begin. */
  line: number;
  delimiter: string;
  columns: readonly string[];
}

/**
 * Rows of a CSV file with a header, separated by comma, semicolon or tab.
 * Errors: `STARS_FIELD_REQUIRED` if the header lacks a required column.
 */
export async function csvSource(path: string, bytes: number, planOf: PlanOf): Promise<RowSource> {
  const header = await readHeader(path);
  // A file without any line has no rows, which is not an error.
  const plan = header && planOf(header.columns);
  plan?.check(path);
  return {
    plan,
    place: 'line',
    unit: 'bytes',
    total: bytes,
    async *chunks() {
      if (header && plan) yield* csvRows(path, header, plan);
    },
  };
}

async function readHeader(path: string): Promise<Header | undefined> {
  for await (const { lines } of textLines(path)) {
    const line = lines.find(({ text }) => text.trim() !== '');
    if (!line) continue;
    if (line.error)
      throw new StarsError('STARS_UNREADABLE_FILE', `${path}: its header cannot be read`, { cause: line.error });
    const delimiter = delimiterOf(line.text);
    const [record] = new CsvRecords(delimiter).push([line]);
    if (!record?.cells) throw new StarsError('STARS_UNREADABLE_FILE', `${path}: its header is not CSV`);
    const columns = record.cells.map((cell) => cell.trim());
    const twice = columns.find((name, i) => columns.indexOf(name) !== i && name !== '');
    if (twice !== undefined) throw new StarsError('STARS_UNREADABLE_FILE', `${path} has two columns ${twice}`);
    return { line: line.number, delimiter, columns };
  }
  return undefined;
}

async function* csvRows(path: string, header: Header, plan: ColumnPlan): AsyncGenerator<RowChunk> {
  const records = new CsvRecords(header.delimiter);
  let done = 0;
  for await (const { lines, bytesRead } of textLines(path)) {
    const rows = lines.filter(({ number }) => number > header.line);
    done = bytesRead;
    yield { rows: records.push(rows).map((record) => csvRow(record, plan)), done };
  }
  yield { rows: records.end().map((record) => csvRow(record, plan)), done };
}

function csvRow({ at, text, cells, error }: CsvRecord, plan: ColumnPlan): SourceRow {
  return sourceRow(at, text, () => {
    if (!cells) throw error;
    const { roles } = plan;
    if (cells.length !== roles.length) {
      const problem = `the row has ${cells.length} cells, but the header has ${roles.length}`;
      throw new StarsError('STARS_INVALID_FIELD', problem);
    }
    const entries: [ColumnRole, unknown][] = [];
    for (const [i, role] of roles.entries()) {
      if (role !== undefined) entries.push([role, typedCell(cells[i] as string, role.type, role.name)]);
    }
    return plan.row(entries);
  });
}
