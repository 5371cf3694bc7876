import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Row = Record<string, string | number | string[]>;

/** Columns that a reader's own files may have, by the file's name. */
const FILES = {
  'products.csv': { from: 'items', columns: ['item_id', 'title', 'category', 'price'] },
  'orders.csv': { from: 'events', columns: ['user_id', 'item_id', 'type', 'time'] },
} as const;

export const OWN_SHOP_FILES = Object.keys(FILES) as (keyof typeof FILES)[];

/** Writes the example shop as the CSV files that the README supposes its reader to have, into the clone. */
export function writeOwnShop(root: string): void {
  for (const name of OWN_SHOP_FILES) {
    const { from, columns } = FILES[name];
    const lines = readFileSync(join(root, `examples/shop/${from}.jsonl`), 'utf8')
      .trim()
      .split('\n');
    const rows = lines.map((line) => JSON.parse(line) as Row).map((row) => columns.map((column) => cell(row[column])));
    writeFileSync(join(root, name), [columns, ...rows].map((row) => `${row.join(',')}\n`).join(''));
  }
}

function cell(value: Row[string] | undefined): string {
  const text = Array.isArray(value) ? value.join('|') : String(value ?? '');
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
