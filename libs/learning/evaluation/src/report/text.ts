import { printable } from '@stars/errors';
import type { Comparison } from '../compare.js';
import type { EvaluationReport } from '../report.js';
import { type BucketSummary, HISTORY_BUCKETS, type HistoryBucket, type Summary } from '../summary.js';
import {
  COLUMNS,
  COMPARED,
  countsOf,
  headline,
  markedDifference,
  notesOf,
  share,
  signed,
  TARGETS,
  testLooks,
  verdict,
} from './format.js';

const NAME_WIDTH = 46;
const WIDTH = 9;

/** The report as text for a terminal, columns of fixed width, at most 120 wide, no colours. */
export function renderReport(report: EvaluationReport): string {
  const lines = [headline(report), countsOf(report), ''];
  lines.push(...table(TARGETS.all, report.rankers, (ranker) => ranker.all));
  const exploring = report.rankers.filter((ranker) => ranker.explore !== undefined);
  if (exploring.length > 0) lines.push('', ...table(TARGETS.explore, exploring, (ranker) => ranker.explore!));
  for (const line of notesOf(report)) lines.push('', ...wrapped(line));
  const served = report.rankers.find(({ name }) => name === report.served);
  if (served !== undefined) {
    lines.push('', ...bucketTable(`${served.name} by shopping days before`, served.all.by_hist_sessions));
  }
  for (const targets of ['all', 'explore'] as const) lines.push(...comparisonTable(report, targets));
  if (report.test_looks !== undefined) lines.push('', testLooks(report.test_looks));
  // Names of categories come from the catalogue.
  return printable(`${lines.join('\n')}\n`);
}

function table<R extends { name: string }>(title: string, rows: R[], summary: (row: R) => Summary): string[] {
  const head = COLUMNS.map(([label]) => label.padStart(WIDTH)).join('');
  return [
    `${title.padEnd(NAME_WIDTH)}${head}   NDCG@10 95%`,
    ...rows.map((row) => {
      const { overall, ci95 } = summary(row);
      const [low, high] = ci95['ndcg@10'];
      const cells = COLUMNS.map(([, metric]) => share(overall[metric]).padStart(WIDTH)).join('');
      return `${fit(row.name)}${cells}   ${share(low)}-${share(high)}`;
    }),
  ];
}

function bucketTable(title: string, buckets: Partial<Record<HistoryBucket, BucketSummary>>): string[] {
  return [
    `${title.padEnd(NAME_WIDTH)}${['sessions', ...COLUMNS.map(([label]) => label)].map((l) => l.padStart(WIDTH)).join('')}`,
    ...HISTORY_BUCKETS.flatMap((label) => {
      const bucket = buckets[label];
      if (bucket === undefined) return [];
      const cells = COLUMNS.map(([, metric]) => share(bucket[metric]).padStart(WIDTH)).join('');
      return [`${fit(label)}${String(bucket.n).padStart(WIDTH)}${cells}`];
    }),
  ];
}

/** The served ranking against every baseline as a table, each other model against the best one in a line. */
function comparisonTable(report: EvaluationReport, targets: Comparison['targets']): string[] {
  const own = report.comparisons.filter((comparison) => comparison.targets === targets);
  const served = own.filter(({ model }) => model === report.served);
  if (own.length === 0) return [];
  const where = targets === 'explore' ? ' (explore)' : '';
  return [
    '',
    `${report.served}${where} − baseline, paired 95% interval over users; * clear of zero, best baseline marked >`,
    `${''.padEnd(28)}${COMPARED.map(([label]) => label.padEnd(23))
      .join('')
      .trimEnd()}`,
    ...served.map(({ baseline, best, difference }) => {
      const cells = COMPARED.map(([, metric]) => markedDifference(difference[metric]).padEnd(23));
      return `${`${best ? '>' : ' '} ${baseline}`.slice(0, 27).padEnd(28)}${cells.join('').trimEnd()}`;
    }),
    ...own
      .filter(({ model, best }) => model !== report.served && best)
      .map(({ model, baseline, difference }) => {
        const { mean, ci95 } = difference['ndcg@10'];
        const interval = `[${signed(ci95[0])}, ${signed(ci95[1])}]`;
        return `  ${model}${where} − ${baseline}: ndcg@10 ${signed(mean)} ${interval} ${verdict(difference['ndcg@10'])}`;
      }),
  ];
}

/** The text in lines of at most 120 characters, broken at spaces where there are any. */
const wrapped = (text: string): string[] => text.match(/\S.{0,118}\S(?=\s|$)|\S{1,120}/g) ?? [];

const fit = (name: string): string => name.slice(0, NAME_WIDTH - 1).padEnd(NAME_WIDTH);
