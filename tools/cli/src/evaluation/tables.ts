import { InvalidArgumentError } from 'commander';

/** Parts that a report can have besides the rankings and their comparison. */
export const TABLES = ['1', '2', 'figure5', 'signals', 'studies'] as const;
export type TableName = (typeof TABLES)[number];

/** Parses `all` or a list such as `1,figure5`. */
export function tablesOption(text: string): TableName[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('all')) return [...TABLES];
  const unknown = names.find((name) => !TABLES.some((table) => table === name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`"${unknown}" is none of all, ${TABLES.join(', ')}.`);
  }
  return TABLES.filter((table) => names.includes(table));
}

/** Parts that say nothing of other methods. */
const OF_STARS_ALONE: readonly TableName[] = ['signals', 'studies'];

/** Whether baselines that are trained stand in the report too. */
export const needsEveryBaseline = (tables: readonly TableName[]): boolean =>
  tables.some((name) => !OF_STARS_ALONE.includes(name));
