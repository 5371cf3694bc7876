import type { Score } from './byte-rows.js';
import { exactScan, innerProduct } from './exact-scan.js';
import type { VectorHit, VectorSearch } from './port.js';
import type { ResidentCollection } from './resident-collection.js';
import type { ResidentVectors } from './resident-vectors.js';
import { scoreRows } from './score-rows.js';
import { SlotSet } from './slot-set.js';
import { TopSlots } from './top-slots.js';

/** Thresholds from which the graph is used instead of a scan. */
export interface GraphTerms {
  /** Multiplications of a scan: eligible items × width. */
  from: number;
  /** Rows of a scan that take as long as one candidate of the graph. */
  rowsPerCandidate: number;
}

export type SearchCondition = Pick<VectorSearch, 'k' | 'filter' | 'region' | 'exclude' | 'exact'>;

/**
 * Searches the current state of one collection, without yielding the thread. Exact about the condition at any
 * selectivity: the graph is asked only where it is the cheaper way, for more and more candidates until k of
 * those that its measured recall covers are eligible; where that would cost more than scanning the eligible items, they
 * are scanned.
 */
export function searchCollection(
  collection: ResidentCollection,
  queries: readonly Float32Array[],
  condition: SearchCondition,
  graph: GraphTerms,
): VectorHit[][] {
  const { vectors, approximate } = collection;
  const passing = collection.eligibility.of(condition.filter, condition.region);
  const excluded = excludedSlots(vectors, condition);
  const eligible = without(passing.slots, excluded);
  const k = Math.min(condition.k, eligible.size);
  const lists = queries.map(() => new TopSlots(k, vectors.itemIds));
  const mayApproximate = condition.exact !== true && eligible.size * vectors.stride >= graph.from;
  const unanswered: number[] = [];
  queries.forEach((query, index) => {
    if (mayApproximate) approximate.observe(query);
    const answered = mayApproximate && searchGraph(collection, query, eligible, k, lists[index]!, graph);
    if (!answered) unanswered.push(index);
  });
  const asked = unanswered.map((index) => queries[index]!);
  const wanted = unanswered.map((index) => lists[index]!);
  if (k > 0 && condition.exact !== true) {
    const { matrix, bytes } = vectors;
    const score: Score = (q, slots, count, scores) => scoreRows(matrix, asked[q]!, slots, count, scores);
    const { packed } = passing;
    if (packed) packed.rows.search(asked, packed.without(excluded), wanted, score, packed.slots);
    else bytes.search(asked, eligible, wanted, score);
  } else if (k > 0) {
    const slots = new Int32Array(eligible.size);
    eligible.writeTo(slots);
    exactScan(vectors.matrix, vectors.stride, slots, slots.length, asked, wanted);
  }
  return lists.map((list) => list.drain().map(({ slot, score }) => ({ itemId: vectors.itemIds[slot]!, score })));
}

function excludedSlots(vectors: ResidentVectors, { exclude }: SearchCondition): number[] {
  const slots: number[] = [];
  for (const itemId of exclude ?? []) {
    const slot = vectors.slotOf(itemId);
    if (slot !== undefined) slots.push(slot);
  }
  return slots;
}

function without(passing: SlotSet, excluded: readonly number[]): SlotSet {
  if (excluded.length === 0) return passing;
  const eligible = new SlotSet();
  eligible.copyFrom(passing);
  for (const slot of excluded) eligible.delete(slot);
  return eligible;
}

/** False: the graph is not ready or would cost more; then the list is empty. */
function searchGraph(
  { vectors, approximate }: ResidentCollection,
  query: Float32Array,
  eligible: SlotSet,
  k: number,
  list: TopSlots,
  { rowsPerCandidate }: GraphTerms,
): boolean {
  // A query of zeros ties with every item, and a graph breaks ties arbitrarily.
  if (approximate.state !== 'ready' || k === 0 || query.every((value) => value === 0)) return false;
  const expectedDepth = (k * vectors.size) / eligible.size;
  for (const { depth, count } of approximate.levels) {
    if (depth < expectedDepth) continue;
    if (count * rowsPerCandidate >= eligible.size) break;
    const slots = approximate.candidates(query, count);
    const scores = slots.map((slot) => innerProduct(vectors.matrix, slot * vectors.stride, query));
    slots.forEach((slot, at) => {
      if (eligible.has(slot)) list.offer(slot, scores[at]!);
    });
    // Candidates are complete down to `depth`. If the filter goes against the query, the k-th is deeper.
    const above = scores.reduce((sum, score) => (score > list.threshold ? sum + 1 : sum), 0);
    if (list.size === k && above < depth) return true;
    list.clear();
  }
  return false;
}
