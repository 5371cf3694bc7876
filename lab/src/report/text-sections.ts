import { percent, share, signed, whole } from '@stars/evaluation';
import { type Absent, isAbsent } from './absent.js';
import type { CandidateFigure } from './candidate-figure.js';
import type { CategoryRow, CategoryTable } from './category-table.js';
import type { ExposureReport } from './exposure.js';
import { bestAndWorst, maybeShare, relative } from './format.js';
import type { FigureBucket, HistoryFigure } from './history-figure.js';
import type { ListSections } from './list-sections.js';
import type { RepeatSplit } from './repeat-split.js';
import type { SignalTable } from './signal-table.js';
import { signalLines } from './signal-worth.js';

/** Categories on each side of Table 2. */
const CATEGORIES = 8;
const NAME_WIDTH = 40;

const row = (name: string, cells: readonly string[], width = 10): string =>
  `${name.slice(0, NAME_WIDTH - 1).padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(width)).join('')}`;

/** The paper's tables and figures, beside the rankings and their comparison. */
export interface Sections extends ListSections {
  /** Figure 5 by what was shown. */
  candidates: CandidateFigure | Absent;
  /** What each context signal is worth at the request. */
  signals: SignalTable | Absent;
}

/** Each section as lines of at most 120 characters. */
export function sectionLines(report: Sections): string[][] {
  const { history, candidates, categories, signals, repeats, exposure } = report;
  return [
    ...history.map(historyLines),
    candidateLines(candidates),
    categoryLines(categories),
    signalLines(signals),
    repeatLines(repeats),
    exposureLines(exposure),
  ];
}

function historyLines({ targets, by, model, buckets }: HistoryFigure): string[] {
  const where = targets === 'explore' ? ' (explore)' : '';
  return [
    `Figure 5: Hit@5 of ${model}${where} by ${by === 'days' ? 'shopping days' : 'interactions'} before`,
    ...bucketLines(buckets),
  ];
}

function candidateLines(figure: CandidateFigure | Absent): string[] {
  if (isAbsent(figure)) return [`Figure 5 by candidate-set size: ${figure.absent}`];
  return [
    `Figure 5: Hit@5 of ${figure.model} among what was shown, by how much was shown`,
    `(lists ${figure.depth} deep, which hold ${percent(figure.within_depth)} of what was shown)`,
    ...bucketLines(figure.buckets),
  ];
}

function bucketLines(buckets: readonly FigureBucket[]): string[] {
  return buckets.flatMap(({ label, sessions, value, ci95, against }) => [
    `  ${label.padEnd(8)}${whole(sessions).padStart(7)} sessions   ${share(value)} [${ci95.map(share).join(', ')}]`,
    ...against.map(({ baseline, value, difference, relative: gain }) => {
      const { mean, ci95 } = difference;
      const interval = `[${signed(ci95[0])}, ${signed(ci95[1])}]`;
      return `      ${baseline.slice(0, 36).padEnd(38)}${share(value)}  gain ${signed(mean)} ${interval} ${relative(gain)}`;
    }),
  ]);
}

function categoryLines(table: CategoryTable | Absent): string[] {
  if (isAbsent(table)) return [`Table 2, by category: ${table.absent}`];
  const { best, worst } = bestAndWorst(table.rows, CATEGORIES);
  const line = (entry: CategoryRow) =>
    row(
      `  ${entry.category}`,
      [
        share(entry['hit@5']),
        maybeShare(entry['hit@5_baseline']),
        share(entry['recall@10']),
        whole(entry.sessions),
        whole(entry.users),
        whole(entry.items),
      ],
      10,
    );
  return [
    `Table 2: ${table.model} by ${table.attribute} (best baseline: ${table.baseline ?? 'none'})`,
    `${whole(table.shown)} of ${whole(table.categories)} categories have ${table.min_sessions} sessions or more`,
    row('', ['Hit@5', 'baseline', 'R@10', 'sessions', 'users', 'items']),
    'best',
    ...best.map(line),
    ...(worst.length > 0 ? ['worst', ...worst.map(line)] : []),
  ];
}

function repeatLines(split: RepeatSplit): string[] {
  return [
    `Repeat and new: ${percent(split.repeats_among_targets)} of what sessions took are repeats`,
    row('', ['R@10 repeat', 'R@10 new', 'repeats shown'], 14),
    ...split.rows.map((entry) =>
      row(
        `  ${entry.ranker}`,
        [maybeShare(entry['repeat_recall@10']), maybeShare(entry['new_recall@10']), percent(entry.repeats_shown)],
        14,
      ),
    ),
  ];
}

function exposureLines(report: ExposureReport): string[] {
  const { items, trained, taken } = report;
  const groups = (shares: { head: number; mid: number; tail: number }) =>
    [shares.head, shares.mid, shares.tail].map((value) => percent(value));
  return [
    `Popularity: head ${whole(items.head)} items, mid ${whole(items.mid)}, tail ${whole(items.tail)}`,
    row('', ['percentile', 'Gini', 'Cov@10', 'head', 'mid', 'tail']),
    row('  training interactions', ['', '', '', ...groups(trained)]),
    row('  what sessions took', [share(report.taken_percentile), '', '', ...groups(taken)]),
    ...report.rows.map((entry) =>
      row(`  ${entry.ranker}`, [
        share(entry.popularity_percentile),
        share(entry.gini),
        share(entry['coverage@10']),
        ...groups(entry.shown),
      ]),
    ),
  ];
}
