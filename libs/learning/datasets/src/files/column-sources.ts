import { COLUMNS, type RowKindName } from './row-kind.js';
import { plainName, synonymsOf } from './synonyms/index.js';

/** The format's column names to the file's: the configured name, else the format's own, else a synonym. */
export function sourcesOf(
  kind: RowKindName,
  columns: readonly string[],
  map: Readonly<Record<string, string>>,
): Map<string, string> {
  const sources = new Map<string, string>();
  const taken = new Set<string>();
  const plain = new Map<string, string>();
  for (const column of columns.toReversed()) plain.set(plainName(column), column);
  const take = (name: string, column: string | undefined): void => {
    if (column === undefined || sources.has(name) || taken.has(column)) return;
    sources.set(name, column);
    taken.add(column);
  };
  const names = Object.keys(COLUMNS[kind].types);
  // One column may serve two names where both were asked for.
  for (const name of names) {
    const column = map[name];
    if (column === undefined || !columns.includes(column)) continue;
    sources.set(name, column);
    taken.add(column);
  }
  for (const name of names) if (columns.includes(name)) take(name, name);
  for (const name of names) {
    for (const synonym of synonymsOf(kind, name)) take(name, plain.get(synonym));
  }
  return sources;
}
