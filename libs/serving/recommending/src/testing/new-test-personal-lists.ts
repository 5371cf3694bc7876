import { vi } from 'vitest';
import type { CandidateOrders } from '../candidate-orders.js';
import { type CandidateSearch } from '../candidate-search.js';
import { type ColdStartSearch, NO_COLD_START } from '../cold-start-search.js';
import type { ContextOffsets } from '../context-offsets.js';
import type { FallbackLists } from '../fallback-lists.js';
import { PersonalLists, type PersonalQuestion } from '../personal-lists.js';
import type { RepeatCandidates } from '../repeat-candidates.js';
import { fake } from './fake.js';
import { codesOf, newTestDegradations } from './new-test-degradations.js';
import { purchase } from './new-test-history.js';
import { newTestMetrics } from './new-test-metrics.js';
import { newTestListRequest } from './new-test-request.js';

export const vectors = { general: Float32Array.of(1, 0), next: Float32Array.of(0, 1), asOf: 0 };
export const user = { history: [purchase('apple', 1), purchase('rye', 2)], vectors };
export const found = { general: [{ itemId: 'pear', score: 2 }], next: [{ itemId: 'roll', score: 1 }] };
export const bought = [{ itemId: 'rye', score: 1 }];
/** What the second stage ranks. */
export const ranked = [{ itemId: 'apple', score: 9, source: 1 }];

/** Lists made of parts that a test may replace; each part is a spy. */
export function newTestPersonalLists() {
  const parts = {
    search: vi.fn<CandidateSearch['find']>(async () => found),
    rank: vi.fn<CandidateOrders['rank']>(async () => ({ ...found, secondStage: ranked, buyAgain: [] })),
    offsetOf: vi.fn<ContextOffsets['of']>(async () => undefined),
    coldStart: vi.fn<ColdStartSearch['find']>(async () => NO_COLD_START),
    bestSellers: vi.fn<FallbackLists['bestSellers']>(async () => []),
    repeatCandidates: vi.fn<RepeatCandidates['find']>(async () => bought),
  };
  const sut = new PersonalLists(
    fake<CandidateSearch>({ find: parts.search }),
    fake<CandidateOrders>({ rank: parts.rank }),
    fake<ContextOffsets>({ of: parts.offsetOf }),
    fake<ColdStartSearch>({ find: parts.coldStart }),
    fake<RepeatCandidates>({ find: parts.repeatCandidates }),
    fake<FallbackLists>({ bestSellers: parts.bestSellers }),
    newTestMetrics().metrics,
  );
  const degradations = newTestDegradations();
  const abort = new AbortController();
  const find = (changes: Partial<PersonalQuestion> = {}) => {
    const request = newTestListRequest({ shown: 3 });
    const question = { request, model: undefined, user, time: 7, ...changes };
    return sut.find(question, degradations, abort.signal);
  };
  /** How many items each search was for. */
  const searched = () => parts.search.mock.calls.map(([, , depth]) => depth);
  return { find, parts, searched, abort, codes: () => codesOf(degradations) };
}
