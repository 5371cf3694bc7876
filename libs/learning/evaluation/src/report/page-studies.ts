import type { Spread, StudyTable, StudyTableRow } from '../studies/study-table.js';
import { range, share } from './format.js';
import { type Html, type HtmlValue, html } from './html.js';
import { differenceCell, pageTable, withSmall } from './page-table.js';
import {
  coldChance,
  DIFFERENCE_TITLES,
  differencesOf,
  STUDY_COLUMNS,
  seedsDiffer,
  sizesOf,
  studyCell,
  studyFacts,
  variantName,
} from './study-text.js';

/** Stored studies, one table each. */
export const studySections = (tables: readonly StudyTable[]): Html =>
  html`<h2>Stored studies</h2><p>Long runs that were made before, not by this evaluation: those that are kept with the sources, and those of this data folder. Under each figure stand its lowest
and highest value over the seeds; under each difference the lowest and highest bound of the seeds' paired 95% intervals.</p>
${tables.map(studySection)}`;

const studySection = (table: StudyTable): Html => html`<h3>${table.study} (${sizesOf(table)})</h3>
${studyFacts(table).map((line) => html`<p class="note">${line}</p>`)}
${pageTable(
  [
    { title: 'Variant', cell: (row: StudyTableRow) => variantName(table, row) },
    ...STUDY_COLUMNS.map((column) => ({
      title: column.title,
      cell: (row: StudyTableRow) => studyCell(column, row, seedRange),
    })),
    {
      title: 'cold R@50',
      cell: ({ cold }: StudyTableRow) => cold && withSmall(share(cold['recall@50'].mean), coldChance(cold)),
    },
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

const seedRange = (spread: Spread | undefined): HtmlValue =>
  spread &&
  (seedsDiffer(spread) ? withSmall(share(spread.mean), range([spread.low, spread.high])) : share(spread.mean));
