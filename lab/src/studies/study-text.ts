import { type Difference, markedDifference, share, whole } from '@stars/evaluation';
import type { Spread, StudyTable, StudyTableRow } from './study-table.js';

const WIDTH = 10;
const NAME_WIDTH = 28;
const INTERVAL_WIDTH = 23;

/** What a study measured and how, in one line each. */
export function studyFacts({ title, split, sessions, commands, commits, from, to, machines }: StudyTable): string[] {
  return [
    `${title}, ${split} split, ${whole(sessions)} sessions, STARS RR`,
    `${commands.join('; ')}; ${from === to ? from : `${from} to ${to}`}${commits.length > 0 ? `, commit ${commits.join(', ')}` : ''}`,
    machines.join('; '),
  ];
}

/** How a variant is called among those of its study: with its size if there are several. */
export const variantName = (
  { rows }: Pick<StudyTable, 'rows'>,
  { size, variant }: Pick<StudyTableRow, 'size' | 'variant'>,
): string => (rows.every((row) => row.size === size) ? variant : `${size}: ${variant}`);

/** The sizes of its variants. */
export const sizesOf = ({ rows }: Pick<StudyTable, 'rows'>): string =>
  [...new Set(rows.map(({ size }) => size))].join(', ');

/** A column of a study's variants: text, or a figure with its range over the seeds. */
export type StudyColumn = { title: string } & (
  | { text: (row: StudyTableRow) => string }
  | { figure: (row: StudyTableRow) => Spread | undefined }
);

export const STUDY_COLUMNS: readonly StudyColumn[] = [
  { title: 'passes', text: ({ passes }) => number(passes) },
  { title: 'steps', text: ({ steps }) => whole(Math.round(steps)) },
  { title: 'seeds', text: ({ seeds }) => seeds.join(', ') },
  { title: 'CPU min', text: ({ cpu_minutes }) => cpu_minutes?.toFixed(1) ?? '–' },
  { title: 'NDCG@10', figure: ({ all }) => all['ndcg@10'] },
  { title: 'R@10', figure: ({ all }) => all['recall@10'] },
  { title: 'Cov@10', figure: ({ all }) => all['coverage@10'] },
  { title: 'new NDCG', figure: ({ explore }) => explore?.['ndcg@10'] },
  { title: 'new R', figure: ({ explore }) => explore?.['recall@10'] },
];

/** What a row has in a column, with its figures in the caller's form. */
export const studyCell = <T>(
  column: StudyColumn,
  row: StudyTableRow,
  form: (spread: Spread | undefined) => T,
): T | string => ('text' in column ? column.text(row) : form(column.figure(row)));

export const seedsDiffer = ({ low, high }: Spread): boolean => low < high;

/** Without decimals if it is whole. */
const number = (value: number): string => (Number.isInteger(value) ? whole(value) : value.toFixed(1));

export const coldChance = ({ times_chance }: NonNullable<StudyTableRow['cold']>): string =>
  `${times_chance.toFixed(1)} times chance`;

/** Differences of a variant as columns: of all targets, then of new items. */
export function differencesOf({ difference }: StudyTableRow): (Difference | undefined)[] {
  const { all, explore } = difference ?? {};
  return [all?.['ndcg@10'], all?.['recall@10'], explore?.['ndcg@10'], explore?.['recall@10']];
}

export const DIFFERENCE_TITLES = ['NDCG@10', 'R@10', 'new NDCG', 'new R'] as const;

/** A stored study as text, at most 120 wide. */
export function studyLines(table: StudyTable): string[] {
  const row = (title: string, cells: readonly string[], width = WIDTH): string =>
    `${title.slice(0, NAME_WIDTH - 1).padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(width)).join('')}`;
  const compared = table.rows.filter(({ difference }) => difference !== undefined);
  const name = (each: StudyTableRow): string => variantName(table, each);
  const cold = table.rows.filter((each) => each.cold !== undefined);
  return [
    `Study ${table.study} (${sizesOf(table)}): means over seeds; new: of items new to the user, at 10`,
    ...studyFacts(table)
      .flatMap((line) => line.match(/.{1,118}(?=\s|$)|.{1,118}/g) ?? [])
      .map((line) => `  ${line.trim()}`),
    row(
      '',
      STUDY_COLUMNS.map(({ title }) => title),
    ),
    ...table.rows.map((each) =>
      row(
        name(each),
        STUDY_COLUMNS.map((column) => studyCell(column, each, (spread) => (spread ? share(spread.mean) : '–'))),
      ),
    ),
    ...(compared.length === 0
      ? []
      : [
          `minus ${table.first}, with the same seed: mean, lowest and highest bound of the paired 95% intervals; * clear of zero`,
          row('', [...DIFFERENCE_TITLES], INTERVAL_WIDTH),
          ...compared.map((each) =>
            row(
              name(each),
              differencesOf(each).map((change) => (change ? markedDifference(change) : '–')),
              INTERVAL_WIDTH,
            ),
          ),
        ]),
    ...(cold.length === 0
      ? []
      : [
          row('cold items, by text', ['R@50', 'x chance']),
          ...cold.map((each) =>
            row(name(each), [share(each.cold!['recall@50'].mean), each.cold!.times_chance.toFixed(1)]),
          ),
        ]),
  ];
}
