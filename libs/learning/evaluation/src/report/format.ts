import type { Difference, Interval } from '@stars/replay';
import type { EvaluationReport } from '../report.js';

/** Columns of Table 1. */
export const COLUMNS = [
  ['Hit@5', 'hit@5'],
  ['Hit@10', 'hit@10'],
  ['R@10', 'recall@10'],
  ['NDCG@10', 'ndcg@10'],
  ['MRR@10', 'mrr@10'],
  ['Cov@10', 'coverage@10'],
] as const;

/** Metrics that compare the served ranking with each baseline. */
export const COMPARED = [
  ['Hit@5', 'hit@5'],
  ['Hit@10', 'hit@10'],
  ['R@10', 'recall@10'],
  ['NDCG@10', 'ndcg@10'],
] as const;

/** Four decimals, without the leading zero: .5082. */
export const share = (value: number): string => value.toFixed(4).replace(/^(-?)0\./, '$1.');

/** With its sign: +.0123, −.0045. */
export const signed = (value: number): string => `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;

export const range = ([low, high]: Interval): string => `${share(low)}–${share(high)}`;

export const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;

export const whole = (value: number): string => value.toLocaleString('en-US');

export type Verdict = 'better' | 'worse' | 'no clear difference';

/** Depends on whether the 95% interval is clear of zero. */
export const verdict = ({ ci95 }: Difference): Verdict =>
  ci95[0] > 0 ? 'better' : ci95[1] < 0 ? 'worse' : 'no clear difference';

/** Its mean and its interval; a `*` marks one that is clear of zero. */
export function markedDifference(difference: Difference): string {
  const mark = verdict(difference) === 'no clear difference' ? ' ' : '*';
  return `${signed(difference.mean)}${mark}[${difference.ci95.map(signed).join(',')}]`;
}

export const TARGETS = {
  all: 'All targets, seen items kept',
  explore: 'Explore: new to the user, seen items left out',
} as const;

/** The title, with a note if it is a validation. */
export const headline = ({ title, split }: EvaluationReport): string =>
  split === 'validation' ? `${title}: validation, for tuning` : title;

export const countsOf = ({ counts, target }: Pick<EvaluationReport, 'counts' | 'target'>): string =>
  `${whole(counts.catalogueItems)} catalogue items, ${whole(counts.evaluatedSessions)} sessions of ` +
  `${whole(counts.evaluatedUsers)} users (${whole(counts.exploreSessions)} in explore), target ${target}` +
  (counts.otherEvents > 0 ? ` (${whole(counts.otherEvents)} other events are inputs only)` : '');

export const testLooks = (looks: number): string => `test looked at ${looks} time${looks === 1 ? '' : 's'}`;

/** What to know about single rows of Table 1: those with less to learn from than the model, and those that are missing. */
export const notesOf = ({ rankers, left_out = [] }: EvaluationReport): string[] => [
  ...rankers.flatMap(({ name, note }) => (note ? [`${name}: ${note}.`] : [])),
  ...left_out.map(({ ranker, reason }) => `Left out: ${ranker}: ${reason}`),
];
