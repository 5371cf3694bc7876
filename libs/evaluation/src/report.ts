import type { Difference } from './bootstrap.js';
import type { EvaluationCounts, EvaluationSet } from './evaluation-set.js';
import type { BucketSummary, HistoryBucket, MainMetric, Summary } from './summary.js';
import { HISTORY_BUCKETS } from './summary.js';

export interface RankerReport {
  name: string;
  kind: 'baseline' | 'model';
  /** Against everything the session took, seen items kept in the lists. */
  all: Summary;
  /** Against what was new to the user, seen items left out of the lists; absent for rankers that only repeat. */
  explore?: Summary;
}

/** A model against the best baseline (by NDCG@10), on the same sessions. */
export interface Comparison {
  targets: 'all' | 'explore';
  model: string;
  baseline: string;
  /** model − baseline, with 95% intervals of the paired bootstrap over users. */
  difference: Partial<Record<MainMetric, Difference>>;
}

/** What `evaluate --json` prints. */
export interface EvaluationReport {
  protocol: EvaluationSet['protocol'];
  title: string;
  seed: number;
  resamples: number;
  counts: EvaluationCounts;
  rankers: RankerReport[];
  comparisons: Comparison[];
}

const COLUMNS = [
  ['Hit@5', 'hit@5'],
  ['Hit@10', 'hit@10'],
  ['R@10', 'recall@10'],
  ['NDCG@10', 'ndcg@10'],
  ['MRR@10', 'mrr@10'],
  ['Cov@10', 'coverage@10'],
] as const;

const NAME_WIDTH = 46;
const WIDTH = 9;

/**
 * The report as text for a terminal, columns of fixed width, no colours. Of the models, the one that is listed last
 * (the served variant) is also shown by length of history; the JSON has that of all.
 */
export function renderReport(report: EvaluationReport): string {
  const lines = [report.title, countsLine(report.counts), ''];
  lines.push(...table('All targets, seen items kept', report.rankers, (ranker) => ranker.all));
  const exploring = report.rankers.filter((ranker) => ranker.explore !== undefined);
  if (exploring.length > 0) {
    lines.push('', ...table('Explore: new to the user, seen items left out', exploring, (ranker) => ranker.explore!));
  }
  const served = report.rankers.findLast(({ kind }) => kind === 'model');
  if (served !== undefined) {
    lines.push('', ...bucketTable(`${served.name} by shopping days before`, served.all.by_hist_sessions));
  }
  if (report.comparisons.length > 0) {
    lines.push('', 'Against the best baseline, paired 95% interval over users');
    lines.push(...report.comparisons.flatMap(comparisonLines));
  }
  return `${lines.join('\n')}\n`;
}

function countsLine(counts: EvaluationCounts): string {
  const n = (value: number) => value.toLocaleString('en-US');
  return (
    `${n(counts.catalogueItems)} catalogue items, ${n(counts.evaluatedSessions)} sessions of ` +
    `${n(counts.evaluatedUsers)} users (${n(counts.exploreSessions)} in explore)`
  );
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

function comparisonLines(comparison: Comparison): string[] {
  const where = comparison.targets === 'explore' ? ' (explore)' : '';
  return Object.entries(comparison.difference).map(([metric, { mean, ci95 }]) => {
    const verdict = ci95[0] > 0 ? 'better' : ci95[1] < 0 ? 'worse' : 'no clear difference';
    return (
      `  ${comparison.model}${where} − ${comparison.baseline}: ${metric} ${signed(mean)} ` +
      `[${signed(ci95[0])}, ${signed(ci95[1])}] ${verdict}`
    );
  });
}

const fit = (name: string): string => name.slice(0, NAME_WIDTH - 1).padEnd(NAME_WIDTH);

/** Four decimals, without the leading zero: .5082. */
const share = (value: number): string => value.toFixed(4).replace(/^(-?)0\./, '$1.');

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;
