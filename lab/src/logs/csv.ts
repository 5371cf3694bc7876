/** Rows as CSV with a header, each cell in quotes where it needs them. */
export function csv(columns: readonly string[], rows: Iterable<readonly (string | number)[]>): string {
  const lines = [columns.join(',')];
  for (const row of rows) lines.push(row.map(cell).join(','));
  return `${lines.join('\n')}\n`;
}

function cell(value: string | number): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Cells of the lines of a CSV or TSV file without line breaks in its cells, by the names of its header. */
export function* rowsOf(text: string, separator = ','): Generator<Record<string, string>> {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const split = (line: string): string[] => line.split(separator).map((value) => value.replace(/^"(.*)"$/, '$1'));
  const names = split(header);
  for (const line of lines) {
    if (line === '') continue;
    const cells = split(line);
    yield Object.fromEntries(names.map((name, n) => [name, cells[n] ?? '']));
  }
}
