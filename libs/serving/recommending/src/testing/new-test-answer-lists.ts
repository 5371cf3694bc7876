import { CandidateSource, RecommendMode } from '@stars/contracts';
import { vi } from 'vitest';
import { AnswerLists } from '../answer-lists.js';
import type { Fallback, FallbackLists } from '../fallback-lists.js';
import { ItemCards } from '../item-cards.js';
import { ListArranger } from '../list-arranger.js';
import type { PersonalLists } from '../personal-lists.js';
import { fake } from './fake.js';
import { codesOf, newTestDegradations } from './new-test-degradations.js';
import { newTestMetrics } from './new-test-metrics.js';
import { newTestRequest, type RequestChanges } from './new-test-request.js';
import type { TestStores } from './new-test-stores.js';

export interface TestFallback {
  /** The first of them is popular in the region of the request. */
  popular?: string[];
  newest?: string[];
}

/** Candidates in this order. */
export const hits = (itemIds: readonly string[]) => itemIds.map((itemId, place) => ({ itemId, score: 1 - place / 10 }));

/**
 * Answers from the lists of a test, arranged by the grocery's catalogue and vectors.
 * @param personal what present intent finds, call by call; then nothing
 * @param fallback what the fallback has, call by call; then nothing
 */
export function newTestAnswerLists(
  stores: TestStores,
  personal: readonly string[][],
  fallback: readonly TestFallback[] = [],
) {
  const [personalLeft, fallbackLeft] = [[...personal], [...fallback]];
  const find = vi.fn<PersonalLists['find']>(async () => {
    return { general: [], next: hits(personalLeft.shift() ?? []), buyAgain: [], secondStage: [] };
  });
  const fill = vi.fn<FallbackLists['find']>(async () => {
    const { popular = [], newest = [] } = fallbackLeft.shift() ?? {};
    const lists: Fallback['lists'] = [
      { source: CandidateSource.CANDIDATE_SOURCE_POPULAR, items: hits(popular) },
      { source: CandidateSource.CANDIDATE_SOURCE_NEWEST, items: hits(newest) },
    ];
    return { lists, regional: new Set(popular.slice(0, 1)) };
  });
  const { metrics } = newTestMetrics();
  const arranger = new ListArranger(new ItemCards(stores.catalog), stores.vectors, metrics);
  const sut = new AnswerLists(fake<PersonalLists>({ find }), fake<FallbackLists>({ find: fill }), arranger, metrics);
  const degradations = newTestDegradations();
  const abort = new AbortController();
  const make = async (changes: RequestChanges = {}) => {
    const request = newTestRequest({ mode: RecommendMode.RECOMMEND_MODE_NEXT_INTENT, ...changes });
    const question = { request, model: stores.model, user: { history: [] }, time: 0 };
    const answer = await sut.make(question, degradations, abort.signal);
    return { ...answer, ids: answer.items.map(({ itemId }) => itemId) };
  };
  return { make, find, fill, abort, codes: () => codesOf(degradations), degradations };
}
