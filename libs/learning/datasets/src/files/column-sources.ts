import type { ColumnOptions } from './column-options.js';
import { COLUMNS, plainName, type RowKindName } from './row-kind.js';

/** The format's column names to the file's: the configured name, else the format's own, else a usual one. */
export function sourcesOf(
  kind: RowKindName,
  columns: readonly string[],
  { map = {}, variants }: ColumnOptions,
): Map<string, string> {
  const sources = new Map<string, string>();
  const taken = new Set<string>();
  const plain = new Map(columns.toReversed().map((column) => [plainName(column), column]));
  const take = (field: string, column: string | undefined): void => {
    if (column === undefined || sources.has(field) || taken.has(column)) return;
    sources.set(field, column);
    taken.add(column);
  };
  const known = COLUMNS[kind].columns;
  const fields = Object.keys(known);
  // One column may serve two fields where both were asked for.
  for (const field of fields) {
    const column = map[field];
    if (column === undefined || !columns.includes(column)) continue;
    sources.set(field, column);
    taken.add(column);
  }
  for (const field of fields) if (columns.includes(field)) take(field, field);
  for (const field of fields)
    for (const name of [plainName(field), ...known[field]!.names]) take(field, plain.get(name));
  // With several variants, an item is a variant; with one, an item is the product, and the variant's id is not read.
  const variant = sources.get('variant_id');
  if (variant !== undefined && variants === 'several' && map['item_id'] === undefined) {
    const product = sources.get('item_id');
    if (kind === 'items' && product !== undefined && !sources.has('item_group_id'))
      sources.set('item_group_id', product);
    sources.set('item_id', variant);
    sources.delete('variant_id');
  }
  return sources;
}
