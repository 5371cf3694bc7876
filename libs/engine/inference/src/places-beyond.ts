import { itemArrays, MOST_SEARCHED, newItemArrays, type RankerStatistics } from '@stars/ranking';

// The second stage keeps arrays over the learned items; these are the places after them.

/** Most items that came, or had their first event, after the training: they have the places after the learned items. */
export const MOST_LATER_ITEMS = 20_000;
/** Other items that a search may find and the model has not learned: they have the places after those. */
export const UNLEARNED = 2 * MOST_SEARCHED;

/** Statistics in which later and other unlearned items have no purchases. */
export function withUnlearned(statistics: RankerStatistics): RankerStatistics {
  const arrays = itemArrays(statistics).values();
  const kinds = Object.keys(statistics.evidence);
  return { ...statistics, ...newItemArrays(kinds, () => padded(arrays.next().value!, 0)) };
}

/** The same values, and `fill` for each place after those of the learned items. */
export function padded<T extends Float64Array | Int32Array>(values: T, fill: number): T {
  const longer = new (values.constructor as new (size: number) => T)(values.length + MOST_LATER_ITEMS + UNLEARNED);
  longer.set(values);
  longer.fill(fill, values.length);
  return longer;
}
