import type { Spread, StudyTable, StudyTableRow } from '../studies/study-table.js';
import { range, share, whole } from './format.js';
import { type Html, type HtmlValue, html } from './html.js';
import { differenceCell, pageTable, withSmall } from './page-table.js';
import { DIFFERENCE_TITLES, differencesOf, number, sizesOf, studyFacts, variantName } from './study-text.js';

/** Stored studies, one table each. */
export const studySections = (tables: readonly StudyTable[]): Html =>
  html`<h2>Stored studies</h2><p>Long runs that were made before, not by this evaluation, and are kept with the sources. Under each figure stand its lowest
and highest value over the seeds; under each difference the lowest and highest bound of the seeds' paired 95% intervals.</p>
${tables.map(studySection)}`;

const studySection = (table: StudyTable): Html => html`<h3>${table.study} (${sizesOf(table)})</h3>
${studyFacts(table).map((line) => html`<p class="note">${line}</p>`)}
${pageTable(
  [
    { title: 'Variant', cell: (row: StudyTableRow) => variantName(table, row) },
    { title: 'Passes', cell: ({ passes }: StudyTableRow) => number(passes) },
    { title: 'Steps', cell: ({ steps }) => whole(Math.round(steps)) },
    { title: 'Seeds', cell: ({ seeds }) => whole(seeds.length) },
    { title: 'CPU min', cell: ({ cpu_minutes }) => cpu_minutes?.toFixed(1) ?? '–' },
    { title: 'NDCG@10', cell: ({ all }) => seedRange(all['ndcg@10']) },
    { title: 'R@10', cell: ({ all }) => seedRange(all['recall@10']) },
    { title: 'Cov@10', cell: ({ all }) => seedRange(all['coverage@10']) },
    { title: 'explore NDCG@10', cell: ({ explore }) => seedRange(explore?.['ndcg@10']) },
    { title: 'explore R@10', cell: ({ explore }) => seedRange(explore?.['recall@10']) },
    { title: 'cold R@50', cell: ({ cold }) => cold && withSmall(share(cold['recall@50'].mean), coldChance(cold)) },
  ],
  table.rows,
)}
${pageTable(
  [
    { title: `Minus ${table.first}`, cell: (row: StudyTableRow) => variantName(table, row) },
    ...DIFFERENCE_TITLES.map((title, n) => ({
      title,
      cell: (row: StudyTableRow) => differenceCell(differencesOf(row)[n]),
    })),
  ],
  table.rows.filter(({ difference }) => difference !== undefined),
)}`;

const coldChance = ({ times_chance }: NonNullable<StudyTableRow['cold']>): string =>
  `${times_chance.toFixed(1)} times chance`;

const seedRange = (spread: Spread | undefined): HtmlValue =>
  spread && withSmall(share(spread.mean), range([spread.low, spread.high]));
