import type { FeatureLayout } from '../feature-layout.js';
import { type ColumnGroup, widthOf } from './column-family.js';
import { columnTable } from './column-table.js';

/**
 * What a column tells of one candidate: that the user bought the item, did something else with it, bought from its groups, or had items
 * that are similar to it; that the model's vectors find it; or that its region buys it.
 */
export type ColumnEvidence = 'bought' | 'seen' | 'category' | 'similar' | 'model' | 'region';

const OF_CANDIDATE: Partial<Record<ColumnGroup, ColumnEvidence>> = {
  'repeat purchases': 'bought',
  // The item's share of the user's purchases.
  category: 'bought',
  evidence: 'seen',
  similarity: 'similar',
  'model scores': 'model',
  region: 'region',
};

/** Places of the columns of one layout. Those of an item alone, and those that are the same for all candidates, are no evidence. */
export function columnsByEvidence(layout: FeatureLayout): Record<ColumnEvidence, number[]> {
  const { repeat, request, item, groups, candidate } = columnTable(layout);
  const found: Record<ColumnEvidence, number[]> = {
    bought: [],
    seen: [],
    category: [],
    similar: [],
    model: [],
    region: [],
  };
  let at = 0;
  const add = (families: Parameters<typeof widthOf>[0], evidence?: ColumnEvidence): void => {
    for (const end = at + widthOf(families); at < end; at++) if (evidence) found[evidence].push(at);
  };
  add(repeat, 'bought');
  add([...request, ...item]);
  add(groups.flat(), 'category');
  for (const family of candidate) add([family], OF_CANDIDATE[family.group]);
  return found;
}
