import { type Filter, matchesFilter, soldIn } from '@stars/contracts';
import type { VectorHit, VectorIndex, VectorPayload, VectorRecord, VectorSearch } from './port.js';

/** Width of the vectors of the contract suite. */
export const WIDTH = 8;
export const TENANT = 'tenant-a';
export const VERSION = 'v1';

export const payload = (part: Partial<VectorPayload> = {}): VectorPayload => ({
  brand: 'own',
  category: [],
  attributes: {},
  regions: {},
  ...part,
});
export const axis = (at: number, length = 1, width = WIDTH): Float32Array => {
  const vector = new Float32Array(width);
  vector[at] = length;
  return vector;
};
export const record = (itemId: string, vector: Float32Array, part: Partial<VectorPayload> = {}): VectorRecord => ({
  itemId,
  vector,
  payload: payload(part),
});
export const inField = (field: string, ...values: string[]): Filter => ({
  expression: { $case: 'in', value: { field, values } },
});
export const price = (min?: number, max?: number): Filter => ({
  expression: { $case: 'range', value: { field: 'price', min, max } },
});
export const ids = (hits: readonly VectorHit[] | undefined): string[] => (hits ?? []).map((hit) => hit.itemId);

/** The answer by definition: every record, filtered, scored, sorted. */
export function bruteForce(records: readonly VectorRecord[], query: Float32Array, search: VectorSearch): VectorHit[] {
  return records
    .filter(({ itemId, payload: fields }) => {
      if (search.exclude?.has(itemId)) return false;
      if (search.region !== undefined && !soldIn(fields.regions, search.region)) return false;
      return search.filter === undefined || matchesFilter(search.filter, { itemId, ...fields });
    })
    .map(({ itemId, vector }) => ({ itemId, score: vector.reduce((sum, value, i) => sum + value * query[i]!, 0) }))
    .sort((a, b) => b.score - a.score || (a.itemId < b.itemId ? -1 : 1))
    .slice(0, search.k);
}

/** A small generator of numbers in [0, 1): large fixtures from a seed, without shrinking. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** What the parts of the suite share: the index of the running test, and how to wait for a write. */
export interface ContractContext {
  index(): VectorIndex;
  /** Checks at once where writes are seen at once, else until it holds or time is up. */
  seen(check: () => Promise<void>): Promise<void>;
}
