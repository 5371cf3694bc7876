import { markedDifference, percent, share } from '@stars/evaluation';
import { type Absent, isAbsent } from './absent.js';
import { SIGNAL_COLUMNS, type SignalTable } from './signal-table.js';

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
