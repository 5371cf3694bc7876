import {
  CandidateSource,
  type SimilarItemsRequest,
  type SimilarItemsResponse,
  validateSimilarItemsRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { reasonLanguage, shortfalls } from '@stars/ranking';
import { type VectorIndex } from '@stars/vector-index';
import { Degradations } from '../degradations.js';
import { eligibility, excludedIds } from '../eligibility.js';
import { ItemPresenter } from '../item-presenter.js';
import { ListArranger } from '../list-arranger.js';
import { listRules } from '../list-rules.js';
import type { RecommendingMetrics } from '../recommending-metrics.js';
import { type ServedModelProvider } from '../served-model.port.js';
import { StoreTimeouts } from '../store-timeouts.js';

export interface SimilarItemsDeps {
  models: ServedModelProvider;
  vectors: VectorIndex;
  arranger: ListArranger;
  presenter: ItemPresenter;
  timeouts: StoreTimeouts;
  metrics: RecommendingMetrics;
}

/**
 * The eligible items whose vectors have the largest inner product with an item's.
 * Errors: `STARS_MODEL_NOT_READY`; `STARS_NOT_FOUND` for an item without a vector.
 */
export class SimilarItems {
  constructor(private readonly deps: SimilarItemsDeps) {}

  async execute(given: SimilarItemsRequest, signal: AbortSignal, until: number): Promise<SimilarItemsResponse> {
    const { models, vectors, arranger, presenter, timeouts, metrics } = this.deps;
    const request = validateSimilarItemsRequest(given);
    const { tenantId, itemId, k: shown } = request;
    const model = models.current(tenantId);
    if (!model) throw new StarsError('STARS_MODEL_NOT_READY', 'there is no model yet');
    const [vector] = await vectors.getVectors(tenantId, model.version, [itemId]);
    if (!vector)
      throw new StarsError('STARS_NOT_FOUND', `item ${itemId} has no vector: it is unknown, or not encoded yet`, {
        field: 'item_id',
      });
    const rules = listRules(request);
    const search = {
      modelVersion: model.version,
      queries: [vector],
      k: arranger.poolSize(tenantId, shown, rules),
      exclude: new Set([...excludedIds(request), itemId]),
      signal,
      ...eligibility(request),
    };
    const [hits = []] = await metrics.stage('search', () => vectors.search(tenantId, search));
    const source = CandidateSource.CANDIDATE_SOURCE_SIMILAR;
    const ranked = hits.map((hit, position) => ({ ...hit, source, position, because: itemId }));
    const degradations = new Degradations(timeouts, until);
    const asked = { tenantId, modelVersion: model.version, shown, rules, random: Math.random, besides: [itemId] };
    const { items: list, overCap } = await arranger.arrange(ranked, asked, degradations);
    const lacks = shortfalls({ shown, found: list.length, personal: list.length, overCap });
    degradations.addAll(lacks);
    const audience = {
      tenantId,
      history: [],
      explain: true,
      details: request.details,
      language: reasonLanguage(request.language),
    };
    const items = await presenter.present(list, audience, degradations);
    metrics.listSize('SimilarItems', items.length);
    return { modelVersion: model.version, items, degradations: degradations.list() };
  }
}
