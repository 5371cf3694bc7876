import { type BrowsingFigures, type Difference, type MeasuredCase, standing } from '@stars/replay';
import { markdownTable } from '@stars/repo';
import type { BrowsingReport } from './measure-browsing.js';

const METRICS = ['hit@5', 'hit@10', 'ndcg@10', 'mrr@10', 'coverage@10', 'seen', 'short'] as const;
const HEADER = ['ranking', 'cases', 'Hit@5', 'Hit@10', 'NDCG@10', 'MRR@10', 'Coverage@10', 'seen', 'short'];

/** Markdown: a table a kind of case. "Default ahead by" is the NDCG@10 of the default minus the row's, with its 95% interval. */
export const browsingText = (measured: readonly MeasuredCase[]): string =>
  measured
    .map(({ name, cases, sessions, unlearned, rows }) => {
      const title = `### ${name}: ${cases} cases of ${sessions} sessions, ${unlearned} with a target that was never learned`;
      return `${title}\n\n${markdownTable([...HEADER, 'default ahead by', 'the default is'], rows.map(cellsOf))}`;
    })
    .join('\n\n');

const cellsOf = (row: BrowsingFigures): string[] => [
  ...[row.name, `${row.cases}`],
  ...METRICS.map((metric) => share(row[metric])),
  ...(row.ahead ? [interval(row.ahead), standing(row.ahead)] : ['', '']),
];

const share = (value: number): string => (value >= 1 ? value.toFixed(3) : value.toFixed(4).replace(/^0/, ''));
const interval = ({ mean, ci95: [low, high] }: Difference): string =>
  `${signed(mean)} (${signed(low)} to ${signed(high)})`;
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;

/** What a measurement found. @param looks How often the test split was looked at. */
export function reportText(log: string, report: BrowsingReport, looks: number | undefined): string {
  const { split, learned, model, training, measured, degraded, tracked, seconds } = report;
  const less = Object.entries(degraded).filter(([, count]) => count > 0);
  const lines = [
    `## ${log}, ${split}`,
    '',
    ...(looks === undefined ? [] : [`The test split of this log was looked at ${looks} times in this folder.`]),
    `Learned: ${learned.sessions} sessions, ${learned.events} events, ${learned.items} items.`,
    `Served by ${model ?? 'no model: none passed the gates'}.`,
    ...training,
    ...less.map(([name, count]) => `${count} answers of "${name}" were less than they could be.`),
    ...(tracked ? trackedLines(tracked) : []),
    `Seconds: ${Object.entries(seconds)
      .map(([step, taken]) => `${step} ${taken.toFixed(0)}`)
      .join(', ')}.`,
  ];
  return `${lines.join('\n')}\n\n${browsingText(measured)}\n`;
}

/** Cases that are shown where lists are not the same. */
const SHOWN = 5;

function trackedLines({ cases, unlike }: NonNullable<BrowsingReport['tracked']>): string[] {
  return [
    `One second after /v1/track: ${cases - unlike.length} of ${cases} lists are those of recent_events.`,
    ...unlike.slice(0, SHOWN).map(({ session, case: name, byRequest, byTrack }) => {
      const at = byRequest.findIndex((id, place) => id !== byTrack[place]);
      return `  ${session}, ${name}: place ${at + 1} is ${byRequest[at]}, and after /v1/track ${byTrack[at] ?? 'empty'}`;
    }),
  ];
}
