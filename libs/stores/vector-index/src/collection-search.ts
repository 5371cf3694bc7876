import { exactScan } from './exact-scan.js';
import type { VectorHit, VectorSearch } from './port.js';
import type { ResidentCollection } from './resident-collection.js';
import { SlotSet } from './slot-set.js';
import { TopSlots } from './top-slots.js';

export type SearchCondition = Pick<VectorSearch, 'k' | 'exclude' | 'exact'>;

/**
 * Searches the current state of one collection, without yielding the thread. `exact` scores every eligible item in JavaScript.
 * @param passing Of `eligibility`, without a pause since. @param queries [stride] each
 */
export function searchCollection(
  { vectors }: Pick<ResidentCollection, 'vectors'>,
  passing: SlotSet,
  queries: readonly Float32Array[],
  { k, exclude, exact }: SearchCondition,
): VectorHit[][] {
  const eligible = without(passing, vectors.slotsOf(exclude ?? []));
  const limit = Math.min(k, eligible.size);
  const lists = queries.map(() => new TopSlots(limit, vectors.itemIds));
  const { addon, matrix, bytes, heads } = vectors;
  if (exact || !addon) exactScan(matrix, eligible, queries, lists);
  else if (limit > 0) {
    // Rows are read once for two queries. The last may be alone.
    for (let from = 0; from < queries.length; from += 2) {
      const [first, second = first] = queries.slice(from, from + 2);
      const found = addon.search(matrix, bytes, heads, eligible.words, first!, second!, limit);
      lists.slice(from, from + 2).forEach((list, which) => {
        const hits = found[which]!;
        for (let at = 0; at < hits.length; at += 2) list.offer(hits[at]!, hits[at + 1]!);
      });
    }
  }
  return lists.map((list) => list.best());
}

function without(passing: SlotSet, excluded: readonly number[]): SlotSet {
  if (excluded.length === 0) return passing;
  const eligible = new SlotSet();
  eligible.copyFrom(passing);
  for (const slot of excluded) eligible.delete(slot);
  return eligible;
}
