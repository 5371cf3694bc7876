import { Inject, Injectable } from '@nestjs/common';
import {
  CandidateSource,
  type SimilarItemsRequest,
  type SimilarItemsResponse,
  validateSimilarItemsRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { interleave, poolOf, shortfalls } from '@stars/ranking';
import { VECTOR_INDEX, type VectorIndex } from '@stars/vector-index';
import { GATEWAY_METRICS, type GatewayMetrics } from '../door/gateway-metrics.js';
import { Degradations } from '../recommending/degradations.js';
import { eligibility, excludedOf } from '../recommending/eligibility.js';
import { ItemPresenter } from '../recommending/item-presenter.js';
import { ListArranger } from '../recommending/list-arranger.js';
import { listRulesOf } from '../recommending/list-rules.js';
import { StorePatience } from '../recommending/store-patience.js';
import { SERVED_MODEL, type ServedModelProvider } from '../served-model.port.js';

/**
 * The eligible items whose vectors have the largest inner product with an item's.
 * Errors: `STARS_MODEL_NOT_READY`; `STARS_NOT_FOUND` for an item without a vector.
 */
@Injectable()
export class SimilarItems {
  constructor(
    @Inject(SERVED_MODEL) private readonly models: ServedModelProvider,
    @Inject(VECTOR_INDEX) private readonly vectors: VectorIndex,
    @Inject(ListArranger) private readonly arranger: ListArranger,
    @Inject(ItemPresenter) private readonly presenter: ItemPresenter,
    @Inject(StorePatience) private readonly patience: StorePatience,
    @Inject(GATEWAY_METRICS) private readonly metrics: GatewayMetrics,
  ) {}

  async execute(given: SimilarItemsRequest, signal: AbortSignal, until: number): Promise<SimilarItemsResponse> {
    const request = validateSimilarItemsRequest(given);
    const { tenantId, itemId, k: shown } = request;
    const model = this.models.current(tenantId);
    if (!model) throw new StarsError('STARS_MODEL_NOT_READY', 'there is no model yet');
    const [vector] = await this.vectors.getVectors(tenantId, model.version, [itemId]);
    if (!vector) throw new StarsError('STARS_NOT_FOUND', `item ${itemId} has no vector`, { field: 'item_id' });
    const rules = listRulesOf(request);
    const search = {
      modelVersion: model.version,
      queries: [vector],
      k: poolOf(shown, rules),
      exclude: new Set([...excludedOf(request), itemId]),
      signal,
      ...eligibility(request),
    };
    const [hits = []] = await this.metrics.stage('search', () => this.vectors.search(tenantId, search));
    const ranked = interleave([{ source: CandidateSource.CANDIDATE_SOURCE_SIMILAR, items: hits }], hits.length);
    const degradations = new Degradations(this.patience, until);
    const asked = { tenantId, modelVersion: model.version, shown, rules, random: Math.random };
    const { items: list, overCap } = await this.arranger.arrange(ranked, asked, degradations);
    const lacks = shortfalls({ shown, found: list.length, personal: list.length, overCap });
    for (const { code, message } of lacks) degradations.add(code, message);
    const audience = { tenantId, history: [], similarTo: itemId, explain: true };
    const items = await this.presenter.present(list, audience, degradations);
    this.metrics.listSize('SimilarItems', items.length);
    return { modelVersion: model.version, items, degradations: degradations.list() };
  }
}
