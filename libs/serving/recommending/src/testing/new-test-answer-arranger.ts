import { CandidateSource, RecommendMode } from '@stars/contracts';
import { vi } from 'vitest';
import { AnswerArranger, noteShortfalls } from '../arrange-answer.js';
import type { FallbackLists } from '../fallback-lists.js';
import type { CandidateGatherer, ModelCandidates } from '../gather-candidates.js';
import { scoreCandidates } from '../score-candidates.js';
import { fake } from './fake.js';
import { codesOf } from './new-test-degradations.js';
import { newTestListArranger } from './new-test-list-arranger.js';
import { newTestMetrics } from './new-test-metrics.js';
import { newTestUserRequest, type RequestChanges } from './new-test-request.js';
import { newTestKnown } from './new-test-second-stage.js';
import type { TestStores } from './new-test-stores.js';

export interface TestFallback {
  /** The first of them is popular in the region of the request. */
  popular?: string[];
  newest?: string[];
}

/**
 * Answers from what a test finds, arranged by the grocery's catalogue and vectors.
 * @param personal what present intent finds, call by call; then nothing. The first is what was gathered and scored before.
 * @param fallback what the fallback has, call by call; then nothing
 */
export function newTestAnswerArranger(
  stores: TestStores,
  [first = [], ...personal]: readonly string[][],
  fallback: readonly TestFallback[] = [],
) {
  const [personalLeft, fallbackLeft] = [[...personal], [...fallback]];
  const found = (ids: string[]): ModelCandidates => {
    const none = { ids: [], general: [], next: [] };
    const eligible = { ids, general: ids.map(() => Number.NaN), next: ids.map((_, place) => 1 - place / 10) };
    const served = { eligible, found: none, general: [], next: [] };
    const nothing = { found: { general: [], next: [] }, only: undefined, offset: undefined };
    return { model: stores.model, known: newTestKnown(), served, ...nothing };
  };
  const find = vi.fn<CandidateGatherer['gather']>(async () => found(personalLeft.shift() ?? []));
  const fill = vi.fn<FallbackLists['find']>(async () => {
    const { popular = [], newest = [] } = fallbackLeft.shift() ?? {};
    const of = (source: CandidateSource) => (itemId: string) => ({ itemId, score: 0, source });
    const items = [
      ...popular.map(of(CandidateSource.CANDIDATE_SOURCE_POPULAR)),
      ...newest.map(of(CandidateSource.CANDIDATE_SOURCE_NEWEST)),
    ];
    return { items, regional: new Set(popular.slice(0, 1)) };
  });
  const { metrics } = newTestMetrics();
  const sut = new AnswerArranger(
    fake<CandidateGatherer>({ gather: find }),
    fake<FallbackLists>({ find: fill }),
    newTestListArranger(stores),
    metrics,
  );
  const mode = RecommendMode.RECOMMEND_MODE_NEXT_INTENT;
  const make = async (changes: RequestChanges = {}) => {
    const request = newTestUserRequest({ mode, ...changes }, { model: stores.model });
    const answer = await sut.arrange(request, await scoreCandidates(request, found(first), metrics));
    noteShortfalls(request, answer);
    const ids = answer.items.map(({ itemId }) => itemId);
    return { ...answer, ids, codes: codesOf(request.degradations), degradations: request.degradations.list() };
  };
  return { make, find, fill };
}
