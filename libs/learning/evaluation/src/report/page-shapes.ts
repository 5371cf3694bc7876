import type { ByGroup, ExposureReport, ExposureRow } from '../sections/exposure.js';
import type { HeadCosine } from '../sections/head-cosine.js';
import type { RepeatSplit, RepeatSplitRow } from '../sections/repeat-split.js';
import { histogram, legend, shareChart } from './charts.js';
import { maybeShare, percent, share, whole } from './format.js';
import { type Html, html } from './html.js';
import { figure, pageTable } from './page-table.js';

export const repeatSection = (split: RepeatSplit, served: string | null): Html =>
  html`<h2>Repeat and new</h2><p>${percent(split.repeats_among_targets)} of what sessions took are repeats
(${whole(split.sessions_with_repeats)} sessions with a repeat, ${whole(split.sessions_with_new)} with something new).
Recall@10 of both kinds in lists that may hold both.</p>
${pageTable(
  [
    { title: 'Ranking', cell: (row: RepeatSplitRow) => row.ranker },
    { title: 'R@10 of repeats', cell: (row) => maybeShare(row['repeat_recall@10']) },
    { title: 'R@10 of new', cell: (row) => maybeShare(row['new_recall@10']) },
    { title: 'Repeats among shown', cell: (row) => percent(row.repeats_shown) },
  ],
  split.rows,
  ({ ranker }) => ranker === served,
)}`;

export function exposureSection(report: ExposureReport, served: string | null): Html {
  const shares = ({ head, mid, tail }: ByGroup) => [head, mid, tail];
  return html`<h2>Popularity bias and coverage</h2><p>Head: the ${whole(report.items.head)} most popular items, with half of the
training interactions; mid: the ${whole(report.items.mid)} with the next 40%; tail: the other ${whole(report.items.tail)}.
What sessions took has a mean popularity percentile of ${share(report.taken_percentile)}.</p>
${pageTable(
  [
    { title: 'Ranking', cell: (row: ExposureRow) => row.ranker },
    { title: 'Percentile', cell: (row) => share(row.popularity_percentile) },
    { title: 'Gini', cell: (row) => share(row.gini) },
    { title: 'Cov@10', cell: (row) => share(row['coverage@10']) },
    { title: 'Head', cell: (row) => percent(row.shown.head) },
    { title: 'Mid', cell: (row) => percent(row.shown.mid) },
    { title: 'Tail', cell: (row) => percent(row.shown.tail) },
  ],
  report.rows,
  ({ ranker }) => ranker === served,
)}
<div class="charts">${figure(
    [
      legend([
        { tone: 'own', label: 'head' },
        { tone: 'third', label: 'mid' },
        { tone: 'other', label: 'tail' },
      ]),
      shareChart('Places by popularity of the item', [
        { label: 'training interactions', shares: shares(report.trained) },
        { label: 'what sessions took', shares: shares(report.taken) },
        ...report.rows.map(({ ranker, shown }) => ({ label: ranker, shares: shares(shown) })),
      ]),
    ],
    'Shares of the places: the closer to what sessions took, the less bias.',
  )}</div>`;
}

export const cosineSection = ({
  sessions,
  mean,
  standard_deviation,
  percentiles,
  histogram: counts,
}: HeadCosine): Html =>
  html`<h2>Two heads</h2><p>Cosine between h_gen and h_next over ${whole(sessions)} sessions: mean ${mean.toFixed(3)}, standard
deviation ${standard_deviation.toFixed(3)}; ${(['5', '25', '50', '75', '95'] as const)
    .map((p) => `p${p} ${percentiles[p].toFixed(3)}`)
    .join(', ')}.</p>
<div class="charts">${figure(histogram('Cosine of h_gen and h_next', counts, ['−1', '0', '1']), 'Sessions by cosine.')}</div>`;
