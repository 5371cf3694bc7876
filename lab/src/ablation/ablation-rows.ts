import {
  type BootstrapOptions,
  type Difference,
  mean,
  measure,
  pairedDifference,
  share,
  signed,
} from '@stars/evaluation';
import type { EvaluationSet, RankedSessions } from '@stars/replay';
import { markdownTable } from '@stars/repo';

const METRICS = ['hit@5', 'hit@10', 'recall@10', 'ndcg@10'] as const;
type Metric = (typeof METRICS)[number];

/** One variant of the second stage, with its cost. */
export interface SecondStageVariant {
  /** `all`: every candidate is ranked; `fresh`: unseen items alone. */
  of: 'all' | 'fresh';
  variant: string;
  columns: number;
  /** Of the network, for each candidate. */
  multiplications: number;
  /** Of a session, on average. */
  candidates: number;
}

export interface SecondStageAblationRow extends SecondStageVariant {
  figures: Record<Metric, number>;
  /** variant − whole, paired over users; absent for the whole one. */
  difference?: Record<Metric, Difference>;
}

/** @param variants the whole second stage comes first of each kind; the others are compared with it. */
export function secondStageAblationRows(
  set: EvaluationSet,
  variants: readonly (SecondStageVariant & { lists: RankedSessions })[],
  bootstrap: BootstrapOptions,
): SecondStageAblationRow[] {
  const measured = variants.map(({ lists, ...variant }) => ({
    variant,
    ...measure(set, lists, { explore: variant.of === 'fresh', resamples: 1 }),
  }));
  const each = <T>(of: (metric: Metric) => T) =>
    Object.fromEntries(METRICS.map((metric) => [metric, of(metric)])) as Record<Metric, T>;
  return measured.map(({ variant, users, metrics }) => {
    const whole = measured.find((other) => other.variant.of === variant.of)!;
    const difference = each((metric) => pairedDifference(users, metrics[metric], whole.metrics[metric], bootstrap));
    return {
      ...variant,
      figures: each((metric) => mean(metrics[metric])),
      ...(whole.variant === variant ? {} : { difference }),
    };
  });
}

const change = ({ mean: by, ci95: [low, high] }: Difference): string =>
  `${signed(by)} (${signed(low)} to ${signed(high)})`;

const HEADER = ['left out', 'columns', 'multiplications', 'candidates', 'Hit@5', 'Hit@10', 'Recall@10', 'NDCG@10'];

/** The rows of both kinds as Markdown: figures of the whole second stage, and what each part left out changes. */
export function renderSecondStageAblation(rows: readonly SecondStageAblationRow[]): string {
  const tableOf = (kind: SecondStageVariant['of']): string =>
    markdownTable(
      HEADER,
      rows
        .filter(({ of }) => of === kind)
        .map(({ variant, columns, multiplications, candidates, figures, difference }) => [
          ...[variant, `${columns}`, `${multiplications}`, candidates.toFixed(0)],
          ...METRICS.map((metric) => (difference ? change(difference[metric]) : share(figures[metric]))),
        ]),
    );
  return `All targets\n\n${tableOf('all')}\n\nUnseen items\n\n${tableOf('fresh')}\n`;
}
