import { type Column, renderTable } from '@stars/cli';
import { type Difference, markedDifference, share, whole } from '@stars/evaluation';
import type { StudyTable, StudyTableRow } from './study-table.js';

const mean = (figure: number | undefined): string => (figure === undefined ? '–' : share(figure));
const changed = (change: Difference | undefined): string => (change ? markedDifference(change) : '–');

/** Without decimals if it is whole. */
const number = (value: number): string => (Number.isInteger(value) ? whole(value) : value.toFixed(1));

const right = (title: string, value: (row: StudyTableRow) => string): Column<StudyTableRow> => ({
  ...{ title, value, right: true },
});

const FIGURES = [
  right('passes', ({ passes }) => number(passes)),
  right('steps', ({ steps }) => whole(Math.round(steps))),
  right('seeds', ({ seeds }) => seeds.join(', ')),
  right('CPU min', ({ cpu_minutes }) => cpu_minutes?.toFixed(1) ?? '–'),
  right('NDCG@10', ({ all }) => mean(all['ndcg@10'])),
  right('R@10', ({ all }) => mean(all['recall@10'])),
  right('Cov@10', ({ all }) => mean(all['coverage@10'])),
  right('new NDCG', ({ explore }) => mean(explore?.['ndcg@10'])),
  right('new R', ({ explore }) => mean(explore?.['recall@10'])),
];

const DIFFERENCES = [
  right('NDCG@10', ({ difference }) => changed(difference?.all['ndcg@10'])),
  right('R@10', ({ difference }) => changed(difference?.all['recall@10'])),
  right('new NDCG', ({ difference }) => changed(difference?.explore?.['ndcg@10'])),
  right('new R', ({ difference }) => changed(difference?.explore?.['recall@10'])),
];

/** A stored study as text, at most 120 wide. */
export function studyLines(table: StudyTable): string[] {
  const { title, split, sessions, commands, commits, from, to, machines, rows } = table;
  const sizes = [...new Set(rows.map(({ size }) => size))];
  const variant: Column<StudyTableRow> = {
    title: 'variant',
    value: (row) => (sizes.length === 1 ? row.variant : `${row.size}: ${row.variant}`).slice(0, 27),
  };
  const facts = [
    `${title}, ${split} split, ${whole(sessions)} sessions, STARS RR`,
    `${commands.join('; ')}; ${from === to ? from : `${from} to ${to}`}${commits.length > 0 ? `, commit ${commits.join(', ')}` : ''}`,
    machines.join('; '),
  ];
  const compared = rows.filter(({ difference }) => difference !== undefined);
  return [
    `Study ${table.study} (${sizes.join(', ')}): means over seeds; new: of items new to the user, at 10`,
    ...facts.flatMap((line) => line.match(/.{1,118}(?=\s|$)|.{1,118}/g) ?? []).map((line) => `  ${line.trim()}`),
    renderTable([variant, ...FIGURES], rows),
    ...(compared.length === 0
      ? []
      : [
          `minus ${table.first}, with the same seed: mean, lowest and highest bound of the paired 95% intervals; * clear of zero`,
          renderTable([variant, ...DIFFERENCES], compared),
        ]),
  ];
}
