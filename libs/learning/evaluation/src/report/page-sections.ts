import { type Absent, isAbsent } from '../report.js';
import type { CandidateFigure } from '../sections/candidate-figure.js';
import type { CategoryRow, CategoryTable } from '../sections/category-table.js';
import type { FigureBucket, HistoryFigure } from '../sections/history-figure.js';
import { barChart, type Tone } from './charts.js';
import { bestAndWorst, maybeShare, percent, range, relative, share, signed, whole } from './format.js';
import { type Html, html } from './html.js';
import { figure, pageTable, withSmall } from './page-table.js';

/** Categories on each side of Table 2. */
const CATEGORIES = 15;

export const historySection = (figures: readonly HistoryFigure[]): Html =>
  html`<h2>Figure 5: what more history gives</h2><div class="charts">${figures.map(
    ({ targets, by, model, buckets }) =>
      html`<div><h3>${targets === 'all' ? 'All targets' : 'Explore'}, by ${by === 'days' ? 'shopping days' : 'interactions'} before</h3>
${bucketCharts(model, buckets)}</div>`,
  )}</div>`;

export const candidateSection = (section: CandidateFigure | Absent): Html =>
  isAbsent(section)
    ? html`<h3>Figure 5 by candidate-set size</h3><p>Not here: ${section.absent}.</p>`
    : html`<h3>Figure 5 by candidate-set size</h3><p>Only what a user was shown that day is ranked. Lists were
${whole(section.depth)} deep and hold ${percent(section.within_depth)} of it; the rest ranks nowhere.</p>
${bucketCharts(section.model, section.buckets)}`;

function bucketCharts(model: string, buckets: readonly FigureBucket[]): Html {
  const tones: Tone[] = ['third', 'other'];
  // One scale for all buckets, so that they can be compared.
  const most = Math.max(...buckets.flatMap(({ ci95, against }) => [ci95[1], ...against.map((gain) => gain.ci95[1])]));
  return html`${buckets.map(({ label, sessions, value, ci95, against }) =>
    figure(
      barChart(
        `Hit@5 with ${label}`,
        [
          { label: model, value, ci95, tone: 'own', text: share(value) },
          ...against.map((gain, n) => ({
            label: gain.baseline,
            value: gain.value,
            ci95: gain.ci95,
            tone: tones[n % tones.length]!,
            text: share(gain.value),
          })),
        ],
        most,
      ),
      html`<strong>${label}</strong>: ${whole(sessions)} sessions. ${against.map(
        ({ baseline, difference, relative: gain }) =>
          html`Against ${baseline}: ${relative(gain)} (${signed(difference.mean)}, ${signed(difference.ci95[0])} to ${signed(difference.ci95[1])}). `,
      )}`,
    ),
  )}`;
}

export function categorySection(table: CategoryTable | Absent): Html {
  if (isAbsent(table)) return html`<h2>Table 2: by category</h2><p>Not here: ${table.absent}.</p>`;
  const { best, worst } = bestAndWorst(table.rows, CATEGORIES);
  const columns = [
    { title: 'Category', cell: (row: CategoryRow) => row.category },
    { title: 'Hit@5', cell: (row: CategoryRow) => withSmall(share(row['hit@5']), range(row['hit@5_ci95'])) },
    { title: table.baseline ?? 'Baseline', cell: (row: CategoryRow) => maybeShare(row['hit@5_baseline']) },
    { title: 'R@10', cell: (row: CategoryRow) => share(row['recall@10']) },
    { title: 'Sessions', cell: (row: CategoryRow) => whole(row.sessions) },
    { title: 'Users', cell: (row: CategoryRow) => whole(row.users) },
    { title: 'Items', cell: (row: CategoryRow) => whole(row.items) },
  ];
  const chart = (rows: readonly CategoryRow[], title: string) =>
    figure(
      barChart(
        title,
        rows.map((row) => ({
          label: row.category,
          value: row['hit@5'],
          ci95: row['hit@5_ci95'],
          tone: 'own',
          text: share(row['hit@5']),
        })),
      ),
      title,
    );
  return html`<h2>Table 2: by category</h2><p>${table.model}, by ${table.attribute}. A session counts for each category that it
took something of, and is a hit where one of those items is in the first five. ${whole(table.shown)} of
${whole(table.categories)} categories have ${table.min_sessions} sessions or more and are ranked.</p>
<div class="charts">${chart(best, 'Best categories')}${worst.length > 0 && chart(worst, 'Worst categories')}</div>
${pageTable(columns, [...best, ...worst])}`;
}
