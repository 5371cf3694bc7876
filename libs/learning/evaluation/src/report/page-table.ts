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

export const figure = (chart: HtmlValue, caption: HtmlValue): Html =>
  html`<figure>${chart}<figcaption>${caption}</figcaption></figure>`;
