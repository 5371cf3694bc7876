import { ItemCards } from '../item-cards.js';
import { ItemGroups } from '../item-groups.js';
import { ListArranger } from '../list-arranger.js';
import { MatchingItems } from '../rules/matching-items.js';
import { newTestMetrics } from './new-test-metrics.js';
import type { TestStores } from './new-test-stores.js';

/** An arranger over these stores. */
export function newTestListArranger({ catalog, vectors }: Pick<TestStores, 'catalog' | 'vectors'>): ListArranger {
  const cards = new ItemCards(catalog);
  const { metrics } = newTestMetrics();
  const matching = new MatchingItems(catalog);
  return new ListArranger({ cards, groups: new ItemGroups(cards, catalog), vectors, matching, metrics });
}
