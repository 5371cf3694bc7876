import { printable } from '@stars/errors';

export interface Column<Row> {
  title: string;
  value: (row: Row) => string | number;
  /** Aligned to the right, as numbers are. */
  right?: boolean;
}

/** Rows as aligned text, one line each, under their titles. No cell breaks its line or commands the terminal. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => oneLine(String(column.value(row)))));
  const widths = columns.map((column, c) => Math.max(column.title.length, ...cells.map((row) => row[c]!.length)));
  const render = (texts: readonly string[]) =>
    texts
      .map((text, c) => (columns[c]!.right ? text.padStart(widths[c]!) : text.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd();
  return [
    render(columns.map(({ title }) => title)),
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...cells.map(render),
  ].join('\n');
}

/** A whole number as people read it: 12,345. */
export const number = (value: number): string => value.toLocaleString('en');

const oneLine = (text: string): string => printable(text).replaceAll(/[\n\t]/g, ' ');
