import type { Difference } from '../bootstrap.js';
import { signed, verdict } from './format.js';
import { type Html, type HtmlValue, html } from './html.js';

export interface PageColumn<Row> {
  title: string;
  cell: (row: Row) => HtmlValue;
}

/** A table that scrolls sideways on a narrow screen, with a fixed first column. */
export function pageTable<Row>(
  columns: readonly PageColumn<Row>[],
  rows: readonly Row[],
  isServed: (row: Row) => boolean = () => false,
): Html {
  const body = rows.map(
    (row) =>
      html`<tr${isServed(row) && html` class="served"`}>${columns.map(({ cell }) => html`<td>${cell(row)}</td>`)}</tr>
`,
  );
  return html`<div class="scroll"><table><thead><tr>${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${body}</tbody></table></div>`;
}

/** A figure with its small print below. */
export const withSmall = (value: HtmlValue, small: HtmlValue): Html => html`${value}<small>${small}</small>`;

/** A difference over its interval; coloured where that is clear of zero. */
export function differenceCell(difference: Difference | undefined): HtmlValue {
  if (!difference) return '–';
  const [low, high] = difference.ci95.map(signed);
  const kind = verdict(difference);
  const mean = html`<span class="${kind === 'no clear difference' ? 'soft' : kind}">${signed(difference.mean)}</span>`;
  return withSmall(mean, `${low} to ${high}`);
}

export const figure = (chart: HtmlValue, caption: HtmlValue): Html =>
  html`<figure>${chart}<figcaption>${caption}</figcaption></figure>`;
