import type { RankerKind } from '@stars/ranking';
import { markdownTable } from '@stars/repo';
import { PRIOR } from '@stars/training';
import { type Difference, type FittedPrior, fitPrior } from './fit-prior.js';
import { KINDS, type PriorWindow } from './prior-window.js';

const NOTE =
  'NDCG@10 of the base alone, among the candidates that a session teaches with, on sessions before the tested ones; the mean of a ' +
  "log's windows. Fitted: a user is ranked by what the other users of all logs teach. Without the log: by what the other logs teach. " +
  'More than in use, with one standard error.';

const TITLES: Readonly<Record<RankerKind, string>> = {
  all: 'All items',
  fresh: 'Unseen items',
  seeded: 'Lists because of seeds',
};

/** The fitted priors beside those in use, as Markdown. */
export function priorReport(windows: readonly PriorWindow[]): string {
  const parts = [false, true].flatMap((evidence) =>
    KINDS.flatMap((of) => {
      const fitted = fitPrior(windows, of, evidence);
      const logs = evidence ? 'views or carts beside what is predicted' : 'one kind of events';
      const title = `## ${TITLES[of]}, logs with ${logs}`;
      return fitted ? [title, weightsTable(fitted, of), logsTable(fitted)] : [];
    }),
  );
  return [...parts, NOTE].join('\n\n');
}

function weightsTable({ inUse, weights, without }: FittedPrior, of: RankerKind): string {
  const columns = [inUse, weights, ...without.values()];
  const header = ['signal', 'in use', 'fitted', ...[...without.keys()].map((source) => `without ${source}`)];
  const rows = PRIOR[of].map(({ name }, k) => [name, ...columns.map((each) => signed(each[k]!, 2))]);
  return markdownTable(header, rows);
}

function logsTable({ logs }: FittedPrior): string {
  const header = ['log', 'windows', 'sessions', 'in use', 'fitted', 'more', 'without the log', 'more'];
  const shown = (found: Difference | undefined): string[] =>
    found ? [found.ndcg.toFixed(4), `${signed(found.more, 4)} ± ${found.error.toFixed(4)}`] : ['–', '–'];
  const rows = logs.map(({ log, windows, sessions, inUse, fitted, withoutLog }) => [
    ...[log, `${windows}`, `${sessions}`, inUse.toFixed(4)],
    ...[...shown(fitted), ...shown(withoutLog)],
  ]);
  return markdownTable(header, rows);
}

const signed = (value: number, digits: number): string => {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
};
