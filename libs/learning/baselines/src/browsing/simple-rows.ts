import type { BrowsingRow, ItemSequence } from './browsing-row.js';
import type { SessionIndex } from './session-index.js';

/** By how many sessions hold an item. */
export const sessionPopularity = (index: SessionIndex): BrowsingRow => ({
  name: 'popularity',
  rank: (_, k) => [...index.byPopularity.subarray(0, k)],
});

/** The session backwards, then what `rest` has besides. */
const backwardsThen = (name: string, rest: BrowsingRow): BrowsingRow => ({
  name,
  rank(prefix, k) {
    const seen = new Set(Array.from(prefix).reverse());
    const more = rest.rank(prefix, k + seen.size).filter((item) => !seen.has(item));
    return [...seen, ...more].slice(0, k);
  },
});

/** The session backwards, then popularity. */
export const lastViewedThenPopularity = (index: SessionIndex): BrowsingRow =>
  backwardsThen('last viewed first', sessionPopularity(index));

/** The session backwards, then the unseen ones of V-SKNN. */
export const lastViewedThenNeighbours = (neighbours: BrowsingRow): BrowsingRow =>
  backwardsThen('last viewed, then V-SKNN', neighbours);

/**
 * What is most popular in the category of the last item.
 * @param categories [I] category of each learned item; −1: unknown. Items of the prefix beyond have none.
 */
export function bestOfLastCategory(index: SessionIndex, categories: ArrayLike<number>): BrowsingRow {
  const byCategory = Map.groupBy(index.byPopularity, (item) => categories[item]!);
  return {
    name: 'best of the category',
    rank(prefix: ItemSequence, k) {
      const category = prefix.length === 0 ? undefined : categories[prefix[prefix.length - 1]!];
      return category === undefined || category < 0 ? [] : (byCategory.get(category) ?? []).slice(0, k);
    },
  };
}
