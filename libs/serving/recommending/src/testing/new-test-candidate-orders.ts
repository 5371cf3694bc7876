import type { ItemCatalog } from '@stars/item-catalog';
import { replacing } from '@stars/platform/testing';
import type { VectorIndex } from '@stars/vector-index';
import { vi } from 'vitest';
import { CandidateOrders, type OrdersQuestion } from '../candidate-orders.js';
import { codesOf, newTestDegradations } from './new-test-degradations.js';
import { newTestMetrics } from './new-test-metrics.js';
import { newTestOpenedRequest } from './new-test-opened-request.js';
import type { TestStores } from './new-test-stores.js';

export type Stubs = Partial<Pick<ItemCatalog, 'filterIds'> & Pick<VectorIndex, 'scores' | 'getVectors'>>;

export const vectors = { general: Float32Array.of(1, 0, 0), next: Float32Array.of(0, 1, 0), asOf: 0 };

export function newTestCandidateOrders(stores: TestStores, stubs: Stubs = {}) {
  const filterIds = vi.fn<ItemCatalog['filterIds']>(
    stubs.filterIds ?? ((...asked) => stores.catalog.filterIds(...asked)),
  );
  const scores = vi.fn<VectorIndex['scores']>(stubs.scores ?? ((...asked) => stores.vectors.scores(...asked)));
  const getVectors = vi.fn<VectorIndex['getVectors']>(
    stubs.getVectors ?? ((...asked) => stores.vectors.getVectors(...asked)),
  );
  const sut = new CandidateOrders(
    replacing(stores.catalog, { filterIds }),
    replacing(stores.vectors, { scores, getVectors }),
    newTestMetrics().metrics,
  );
  const degradations = newTestDegradations();
  return { sut, degradations, filterIds, scores, getVectors, codes: () => codesOf(degradations) };
}

export const question = (changes: Partial<OrdersQuestion> = {}): OrdersQuestion => ({
  model: { version: 'm1' },
  opened: newTestOpenedRequest(),
  vectors,
  history: [],
  time: 0,
  ...changes,
});

/** Found in this order. */
export const hits = (...itemIds: string[]) => itemIds.map((itemId, place) => ({ itemId, score: 0.5 - place / 10 }));
