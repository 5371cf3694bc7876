import type { Comparison } from '../compare.js';
import type { EvaluationReport, RankerReport } from '../report.js';
import type { Summary } from '../summary.js';
import { barChart } from './charts.js';
import { COLUMNS, COMPARED, countsOf, headline, notesOf, range, share, TARGETS, testLooks } from './format.js';
import { Html, html } from './html.js';
import { candidateSection, categorySection, historySection } from './page-sections.js';
import { cosineSection, exposureSection, repeatSection } from './page-shapes.js';
import { studySections } from './page-studies.js';
import { differenceCell, figure, pageTable, withSmall } from './page-table.js';
import { signalSection } from './signal-worth.js';
import { STYLE } from './style.js';

/** The report as one self-contained page: no script, no font, no network. */
export function renderPage(report: EvaluationReport): string {
  const { history, candidates, categories, signals, repeats, exposure, head_cosine: cosine, studies } = report;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${headline(report)}: STARS evaluation</title><style>${STYLE_MARKUP}</style></head><body><main>
<h1>${headline(report)}</h1>
<p>${countsOf(report)}</p>
<p class="note">Served ranking: <strong>${report.served ?? 'none'}</strong>. Intervals are 95%, by bootstrap over users
(${report.resamples} resamples, seed ${report.seed}); differences are paired.${
    report.test_looks !== undefined && html` In this data folder: <strong>${testLooks(report.test_looks)}</strong>.`
  }</p>
<h2>Table 1: rankings</h2>
${notesOf(report).map((line) => html`<p>${line}</p>`)}
${rankings(report, 'all')}${rankings(report, 'explore')}
${history && historySection(history)}${candidates && candidateSection(candidates)}
${categories && categorySection(categories)}
${signals && signalSection(signals)}
${repeats && repeatSection(repeats, report.served)}${exposure && exposureSection(exposure, report.served)}
${cosine && cosineSection(cosine)}${studies && studySections(studies)}
</main></body></html>
`;
  return page.text;
}

/** Our own style sheet, so not escaped: its quotes are not text. */
const STYLE_MARKUP = new Html(STYLE);

function rankings(report: EvaluationReport, targets: Comparison['targets']): Html | false {
  const rows = report.rankers.flatMap((ranker) => {
    const summary = ranker[targets];
    return summary ? [{ ranker, summary }] : [];
  });
  if (rows.length === 0) return false;
  const isServed = ({ ranker }: { ranker: RankerReport }) => ranker.name === report.served;
  return html`<h3>${TARGETS[targets]}</h3>
${pageTable(
  [
    { title: 'Ranking', cell: ({ ranker }) => ranker.name },
    ...COLUMNS.map(([title, metric]) => ({
      title,
      cell: ({ summary }: { summary: Summary }) =>
        metric === 'coverage@10'
          ? share(summary.overall[metric])
          : withSmall(share(summary.overall[metric]), range(summary.ci95[metric])),
    })),
  ],
  rows,
  isServed,
)}
<div class="charts">${figure(
    barChart(
      `NDCG@10, ${TARGETS[targets]}`,
      rows.map(({ ranker, summary }) => ({
        label: ranker.name,
        value: summary.overall['ndcg@10'],
        ci95: summary.ci95['ndcg@10'],
        tone: ranker.name === report.served ? 'own' : ranker.kind === 'model' ? 'third' : 'other',
        text: share(summary.overall['ndcg@10']),
      })),
    ),
    'NDCG@10 with its interval.',
  )}</div>${comparisons(report, targets)}`;
}

function comparisons(report: EvaluationReport, targets: Comparison['targets']): Html | false {
  const rows = report.comparisons.filter((row) => row.targets === targets && row.model === report.served);
  if (rows.length === 0) return false;
  return html`<h3>${report.served} less each baseline${targets === 'explore' && ', explore'}</h3>
${pageTable(
  [
    { title: 'Baseline', cell: ({ baseline, best }: Comparison) => `${baseline}${best ? ' (best)' : ''}` },
    ...COMPARED.map(([title, metric]) => ({
      title,
      cell: ({ difference }: Comparison) => differenceCell(difference[metric]),
    })),
  ],
  rows,
)}`;
}
