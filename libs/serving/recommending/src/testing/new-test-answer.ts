import { RecommendMode } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import { replacing } from '@stars/platform/testing';
import type { PopularityTable } from '@stars/ranking';
import { vi } from 'vitest';
import { ChangedItemsFinder } from '../changed-items-finder.js';
import { EligibleCandidates } from '../eligible-candidates.js';
import { FallbackLists } from '../fallback-lists.js';
import { CandidateGatherer, type GatheredCandidates } from '../gather-candidates.js';
import { IndexSearch } from '../index-search.js';
import { ItemCards } from '../item-cards.js';
import { ListedFinder } from '../listed-candidates.js';
import { scoreCandidates } from '../score-candidates.js';
import type { UserRequest } from '../user-request.js';
import { fake } from './fake.js';
import { codesOf } from './new-test-degradations.js';
import { newTestMetrics } from './new-test-metrics.js';
import { newTestUserRequest, type RequestChanges } from './new-test-request.js';
import { newTestSecondStage } from './new-test-second-stage.js';
import type { TestStores } from './new-test-stores.js';
import { servedBy } from './served-by.js';

/** Of the grocery's fruit lover, who now looks for bread. */
export const vectors = { general: Float32Array.of(1, 0, 0), next: Float32Array.of(0, 1, 0), asOf: 0 };

export interface TestAnswerOptions {
  secondStage?: ReturnType<typeof newTestSecondStage>;
  model?: Partial<ServedModel>;
  /** What sells best without a model. */
  sold?: PopularityTable;
}

/** Gathers and scores candidates from the grocery's stores, whose methods are spies. */
export function newTestAnswer(stores: TestStores, options: TestAnswerOptions = {}) {
  const { secondStage = newTestSecondStage(), sold } = options;
  const model = fake<ServedModel>({ version: 'm1', secondStage, ...options.model });
  const filterIds = vi.fn(stores.catalog.filterIds.bind(stores.catalog));
  const search = vi.fn(stores.vectors.search.bind(stores.vectors));
  const scores = vi.fn(stores.vectors.scores.bind(stores.vectors));
  const getVectors = vi.fn(stores.vectors.getVectors.bind(stores.vectors));
  const catalog = replacing(stores.catalog, { filterIds });
  const index = replacing(stores.vectors, { search, scores, getVectors });
  const { metrics } = newTestMetrics();
  const untrained = servedBy(() => undefined, sold);
  const fallbackLists = new FallbackLists(catalog, untrained, metrics);
  const cards = new ItemCards(catalog);
  const changed = new ChangedItemsFinder(catalog, fallbackLists, cards);
  const gatherer = new CandidateGatherer(
    new IndexSearch(index, metrics),
    new EligibleCandidates(catalog, index),
    fallbackLists,
    new ListedFinder(index, cards, fallbackLists, changed, metrics),
    metrics,
  );
  const asks = (changes: RequestChanges & { pool?: number } = {}, more: Partial<UserRequest> = {}): UserRequest =>
    newTestUserRequest(
      { shown: 9, mode: RecommendMode.RECOMMEND_MODE_SECOND_STAGE, ...changes },
      { model, user: { history: [], vectors }, ...more },
    );
  const gather = async (...asked: Parameters<typeof asks>) => {
    const request = asks(...asked);
    const candidates = await gatherer.gather(request);
    return { request, candidates, codes: codesOf(request.degradations) };
  };
  const score = (request: UserRequest, candidates: GatheredCandidates) => scoreCandidates(request, candidates, metrics);
  /** Both steps, and what the second stage got. */
  const rank = async (...asked: Parameters<typeof asks>) => {
    const { request, candidates } = await gather(...asked);
    const scored = await score(request, candidates);
    const [, given, count] = secondStage.score.mock.lastCall ?? [];
    const { ranked } = scored;
    const ids = ranked.map(({ itemId }) => itemId);
    return { ...scored, ids, given: given!, count, codes: codesOf(request.degradations) };
  };
  return { gather, rank, secondStage, model, filterIds, search, scores, getVectors };
}
