import { type Absent, isAbsent } from '../report.js';
import type { SignalRow, SignalTable } from '../sections/signal-table.js';
import { markedDifference, percent, SIGNAL_COLUMNS, share, TARGETS } from './format.js';
import { type Html, html } from './html.js';
import { differenceCell, pageTable } from './page-table.js';

const NAME_WIDTH = 30;
const WIDTH = 25;

/** What signals are worth, as lines of at most 120 characters. */
export function signalLines(table: SignalTable | Absent): string[] {
  if (isAbsent(table)) return [`Signals: ${table.absent}`];
  const line = (name: string, changed: string, cells: readonly string[]): string =>
    `${name.slice(0, NAME_WIDTH - 1).padEnd(NAME_WIDTH)}${changed.padEnd(9)}${cells.map((cell) => cell.padEnd(WIDTH)).join('')}`.trimEnd();
  return [
    'Signals: the ranking with all of them − without one, paired 95% intervals over users; * clear of zero',
    ...table.flatMap(({ ranker, targets, figures, rows }) => [
      line(
        `${ranker}${targets === 'explore' ? ' (explore)' : ''}`,
        'changed',
        SIGNAL_COLUMNS.map(([label, metric]) => `${label} ${share(figures[metric])}`),
      ),
      ...rows.map(({ signal, changed, gain }) =>
        line(
          `  ${signal}`,
          percent(changed),
          SIGNAL_COLUMNS.map(([, metric]) => markedDifference(gain[metric])),
        ),
      ),
    ]),
  ];
}

export function signalSection(table: SignalTable | Absent): Html {
  if (isAbsent(table)) return html`<h2>Signals: what each is worth</h2><p>Not here: ${table.absent}.</p>`;
  return html`<h2>Signals: what each is worth</h2><p>The same model ranks with every signal, without one of them, and without
any. Each figure is what is lost without the signal, with the paired interval; coloured where it is clear of zero. Changed is
the share of sessions whose first ten items are others without it.</p>
${table.map(
  ({ ranker, targets, figures, rows }) => html`<h3>${ranker}, ${TARGETS[targets]}</h3>
${pageTable(
  [
    { title: 'Signal', cell: ({ signal }: SignalRow) => signal },
    { title: 'Changed', cell: ({ changed }) => percent(changed) },
    ...SIGNAL_COLUMNS.map(([title, metric]) => ({
      title: `${title} ${share(figures[metric])}`,
      cell: ({ gain }: SignalRow) => differenceCell(gain[metric]),
    })),
  ],
  rows,
)}`,
)}`;
}
