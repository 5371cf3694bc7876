import type { EvaluationReport } from '../report.js';
import { COLUMNS, countsOf, headline, notesOf, share, signed, TARGETS, verdict } from './format.js';

/** Name of the ranking and its figures, with the served one in bold. */
type Row = EvaluationReport['rankers'][number];

/**
 * Table 1 as Markdown, for a README: both kinds of targets, and the served ranking's lead over the best baseline.
 * @param command The command that makes it.
 */
export function renderHeadline(report: EvaluationReport, command: string): string {
  const sections = (['all', 'explore'] as const).flatMap((targets) => {
    const rows = report.rankers.filter((ranker) => ranker[targets] !== undefined);
    return rows.length === 0 ? [] : ['', ...table(report, targets, rows), ...ahead(report, targets)];
  });
  const notes = notesOf(report).flatMap((line) => ['', escaped(line)]);
  const looks = report.test_looks === undefined ? [] : ['', `Test looked at: ${report.test_looks}.`];
  const lines = [`${headline(report)}: ${countsOf(report)}. Made by \`${command}\`.`, ...sections, ...notes, ...looks];
  return `${lines.join('\n')}\n`;
}

function table(report: EvaluationReport, targets: 'all' | 'explore', rows: readonly Row[]): string[] {
  const columns = COLUMNS.filter(([, metric]) => metric !== 'mrr@10');
  return [
    `| ${[TARGETS[targets], ...columns.map(([title]) => title)].join(' | ')} |`,
    `| --- |${columns.map(() => ' ---: |').join('')}`,
    ...rows.map((row) => {
      const mark = row.name === report.served ? '**' : '';
      const cells = columns.map(([, metric]) => share(row[targets]!.overall[metric]));
      return `| ${[escaped(row.name), ...cells].map((text) => `${mark}${text}${mark}`).join(' | ')} |`;
    }),
  ];
}

function ahead(report: EvaluationReport, targets: 'all' | 'explore'): string[] {
  const against = report.comparisons.find((row) => row.targets === targets && row.model === report.served && row.best);
  if (!against) return [];
  const figures = COLUMNS.flatMap(([title, metric]) => {
    if (metric === 'mrr@10' || metric === 'coverage@10') return [];
    const { mean, ci95 } = against.difference[metric];
    const clear = verdict(against.difference[metric]) === 'no clear difference' ? ', not clear of zero' : '';
    return [`${title} ${signed(mean)} (${signed(ci95[0])} to ${signed(ci95[1])}${clear})`];
  });
  return [
    '',
    `${escaped(against.model)} less ${escaped(against.baseline)}, paired 95% intervals: ${figures.join('; ')}.`,
  ];
}

/** Text without markup. */
const escaped = (text: string): string => text.replace(/[\\`*_[\]<>|]/g, (character) => `\\${character}`);
