import { type Column, renderTable } from '@stars/cli';
import { share, signed } from '@stars/evaluation';
import type { ColdStartReport } from './cold-start.js';
import type { ColdStartRow } from './cold-start-table.js';

const COLUMNS: readonly Column<ColdStartRow>[] = [
  { title: 'among', value: ({ among, by }) => `${among === 'all' ? 'all' : 'cold'} ${by}s` },
  { title: 'variant', value: ({ variant }) => variant },
  { title: 'ranking', value: ({ ranker }) => ranker },
  { title: 'R@10', value: ({ recall }) => share(recall[10]), right: true },
  { title: 'R@50', value: ({ recall }) => share(recall[50]), right: true },
  { title: '95%', value: ({ ci95 }) => ci95[50].map(share).join('-'), right: true },
  { title: 'x chance', value: ({ recall, chance }) => (recall[50] / chance).toFixed(1), right: true },
  {
    title: '- category popularity, 95%',
    value: ({ over_category: over }) => (over ? `${signed(over.mean)} [${over.ci95.map(signed).join(', ')}]` : ''),
    right: true,
  },
];

/** A report as text. */
export function renderColdStart(report: ColdStartReport): string {
  const { title, why, cold_items, items, cold_texts, texts, targets, sessions } = report;
  return [
    title,
    why,
    `${cold_items} of ${items} items held out, ${cold_texts} of ${texts} distinct texts; ` +
      `${targets} first purchases of them in ${sessions} sessions. Items that the user had are left out of the lists.`,
    '',
    renderTable(COLUMNS, report.rows),
    '',
  ].join('\n');
}
