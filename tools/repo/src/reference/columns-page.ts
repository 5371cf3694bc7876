import { type FeatureLayout, secondStageColumns } from '@stars/ranking';
import { page, table } from './markdown.js';

/** A layout that has every family of columns, and one signal as an example. */
export const EVERYTHING: FeatureLayout = {
  levels: 1,
  texts: true,
  signals: [{ name: 'promotion', values: [1] }],
  regions: true,
  evidence: [
    { name: 'view', weight: 0.2 },
    { name: 'add_to_cart', weight: 0.5 },
  ],
  browsing: true,
};

/** All columns of the second stage, in the order of a row. */
export function columnsPage(): string {
  const rows = secondStageColumns(EVERYTHING).map(({ name, group }, place) => [String(place), name, group]);
  return page('Which columns does a row of the second stage have?', 'the table of columns in `@stars/ranking`', [
    '[Second-stage features](second-stage-features.md) explains them. A model has fewer columns if its data does not ' +
      'have them all. This table has one level of categories, one level of equal texts, and one signal with one value, of a log with views, additions to the cart and purchases of people who look before they take.',
    table(['place', 'column', 'group'], rows),
  ]);
}
